package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyUpdateTest {
    @ParameterizedTest
    @EnumSource
    void theKeyChangesAfterRecordsBytesAndTime(RecordProtection protection) throws IOException {
        AtomicLong now = new AtomicLong();
        RecordSettings settings = new RecordSettings(4, 1000, 50, Duration.ofSeconds(5), now::get);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        SecureChannel sender = RecordLayerTest.channel(protection, new byte[0], wire, settings);
        for (int i = 0; i < 3; i++) {
            RecordLayerTest.write(sender.output(), "x");
        }
        assertThat(RecordLayerTest.types(protection, wire)).containsExactly(1, 1, 1, 2);
        sender.output().write(new byte[1000]);
        sender.output().flush();
        assertThat(RecordLayerTest.types(protection, wire)).containsExactly(1, 1, 1, 2, 1, 2);
        RecordLayerTest.write(sender.output(), "x");
        now.set(50);
        RecordLayerTest.write(sender.output(), "y");
        assertThat(RecordLayerTest.types(protection, wire)).containsExactly(1, 1, 1, 2, 1, 2, 1, 1, 2);
        sender.shutdownOutput();

        RecordLayerTest.Received received = RecordLayerTest.receive(protection, wire.toByteArray(), settings);
        assertThat(received.kind()).isNull();
        assertThat(received.text()).hasSize(1005);
    }

    @ParameterizedTest
    @EnumSource
    void aReceiverDoesNotFollowAKeyForEver(RecordProtection protection) throws IOException {
        byte[] stream = RecordLayerTest.sealed(protection, out -> RecordLayerTest.write(out, "a", "b", "c", "d", "e"));
        RecordSettings settings = new RecordSettings(2, 1000, 1000, Duration.ofSeconds(5), () -> 0);
        RecordLayerTest.Received received = RecordLayerTest.receive(protection, stream, settings);
        assertThat(received.text()).isEqualTo("abcd");
        assertThat(received.kind()).isEqualTo(AuthException.Kind.LIMIT);
    }

    @Test
    void aKeyOfTheUpdateChainTellsNothingAboutTheOneBefore() {
        RecordCipher cipher = RecordProtection.AES_256_GCM.sealing(Suites.bytes(1, 32));
        byte[] before = new byte[64];
        byte[] after = new byte[64];
        cipher.seal(RecordFormat.DATA, new byte[8], 0, 8, before, 0);
        cipher.update();
        cipher.seal(RecordFormat.DATA, new byte[8], 0, 8, after, 0);
        assertThat(after).isNotEqualTo(before);
        assertThat(cipher.records()).isEqualTo(1);
    }
}
