package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.Transport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RecordLayerProperties {
    private static final byte[] SECRET = Suites.bytes(1, 32);

    @Property(tries = 150)
    void bytesArriveInOrderHoweverTheyAreWrittenCarriedAndRead(
            @ForAll RecordProtection protection,
            @ForAll @Size(max = 12) List<@IntRange(max = 150_000) Integer> writes,
            @ForAll @IntRange(min = 1, max = 70_000) int carried,
            @ForAll @IntRange(min = 1, max = 140_000) int readAtOnce,
            @ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        byte[] wire = RecordLayerTest.sealed(protection, out -> {
            for (int length : writes) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                said.writeBytes(bytes);
                out.write(bytes);
                if (random.nextBoolean()) {
                    out.flush();
                }
            }
            out.shutdown();
        });
        InputStream pieces = new ByteArrayInputStream(wire) {
            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(len, carried));
            }
        };
        SecureChannel channel = new SecureChannel(
                Transport.of(pieces, new ByteArrayOutputStream(), () -> {}),
                protection.sealing(SECRET),
                protection.opening(SECRET),
                null,
                RecordSettings.DEFAULT);
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        byte[] buffer = new byte[readAtOnce];
        for (int n = channel.input().read(buffer); n >= 0; n = channel.input().read(buffer)) {
            heard.write(buffer, 0, n);
        }
        assertThat(heard.toByteArray()).isEqualTo(said.toByteArray());
    }

    @Property(tries = 300)
    void noBytesOfAStrangerAreEverHandedOut(@ForAll RecordProtection protection, @ForAll byte[] noise) {
        assertThat(RecordLayerTest.receive(protection, noise).text()).isEmpty();
        assertThat(RecordLayerTest.receive(protection, noise).kind()).isNotNull();
    }
}
