package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Lengths of every width, order and sign, around every power of two, beside {@link BigInteger}. */
class LengthProperties {
    private static final FrameLimits LIMITS =
            FrameLimits.builder().maxBodyBytes(FrameFormat.MAX_BODY_BYTES).build();

    @Property(tries = 3_000)
    void aLengthIsWhatBigIntegerSays(
            @ForAll("aroundPowersOfTwo") long bits,
            @ForAll("widths") int width,
            @ForAll boolean big,
            @ForAll boolean signed,
            @ForAll boolean inclusive,
            @ForAll boolean whole) {
        byte[] magnitude =
                Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(bits).array(), 8 - width, 8);
        BigInteger length = signed ? new BigInteger(magnitude) : new BigInteger(1, magnitude);
        if (inclusive) {
            length = length.subtract(BigInteger.valueOf(width));
        }
        boolean fits = length.signum() >= 0 && length.compareTo(BigInteger.valueOf(FrameFormat.MAX_BODY_BYTES)) <= 0;

        FrameFormat format = FrameFormat.plain(width, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        format = signed ? format.withSignedLength() : format;
        format = inclusive ? format.withInclusiveLength() : format;
        FrameDecoder decoder = new FrameDecoder(format, LIMITS);
        byte[] sent = big ? magnitude : reversed(magnitude);
        try {
            // behind it lies more, or nothing: the prefix is read in place or collected
            ByteBuffer in = ByteBuffer.wrap(Arrays.copyOf(sent, whole ? width + 16 : width));
            FrameDecoder.Event event = decoder.next(in);
            assertThat(fits).isTrue();
            assertThat(event).isEqualTo(FrameDecoder.Event.HEADER);
            assertThat(decoder.bodyLength()).isEqualTo(length.longValueExact());
            assertThat(decoder.prefix()).isEqualTo(sent);
        } catch (FrameException e) {
            assertThat(fits).as("%s: %s", length, e).isFalse();
        }
    }

    @Provide
    Arbitrary<Long> aroundPowersOfTwo() {
        return Arbitraries.integers()
                .between(0, 63)
                .flatMap(k -> Arbitraries.of(1L << k, (1L << k) - 1, (1L << k) + 1, -(1L << k), (1L << k) + 8));
    }

    @Provide
    Arbitrary<Integer> widths() {
        return Arbitraries.of(1, 2, 4, 8);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
