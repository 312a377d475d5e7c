package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The native format.
 *
 * <pre>
 *      0                 4                                   12
 *     | H: 00 00 xx xx  | B: 00 0x xx xx xx xx xx xx        |   big-endian
 * </pre>
 *
 * H is 2 to 65,535 and B at most 2^53-1, so bytes 0, 1 and 4 are zero. Five bytes are enough to tell that a peer speaks
 * something else, and what; the check waits for no more, because such a peer may send no more.
 */
record NativePrefix() implements Prefix {
    static final int BYTES = 12;
    private static final int TELLING_BYTES = 5;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    @Override
    public int need(byte[] prefix, int have) {
        return have < TELLING_BYTES ? TELLING_BYTES : BYTES;
    }

    @Override
    public int length(byte[] bytes, int at) {
        return BYTES;
    }

    @Override
    public long accept(byte[] bytes, int at, FrameLimits limits) {
        int header = headerLength(bytes, at);
        long body = bodyLength(bytes, at);
        boolean fits = header >= FrameFormat.MIN_HEADER_BYTES
                && header <= limits.maxHeaderBytes()
                && body >= 0
                && body <= limits.maxBodyBytes();
        return fits ? body : REFUSED;
    }

    @Override
    public @Nullable Problem check(byte[] bytes, int at, int have, FrameLimits limits) {
        if ((bytes[at] | bytes[at + 1] | bytes[at + 4]) != 0) {
            byte[] prefix = Arrays.copyOfRange(bytes, at, at + TELLING_BYTES);
            return Problem.of(
                            Kind.WRONG_PROTOCOL,
                            Stage.PREFIX,
                            "Unsupported: not a frame, it begins with \"" + JsonText.escaped(prefix, 0, TELLING_BYTES)
                                    + "\"")
                    .at(-1, 0)
                    .hint(Diagnosis.of(prefix));
        }
        int header = headerLength(bytes, at);
        if (header < FrameFormat.MIN_HEADER_BYTES) {
            return Problem.of(Kind.BAD_LENGTH, Stage.PREFIX, "Corrupt header length")
                    .at(-1, 0)
                    .numbers(header, FrameFormat.MIN_HEADER_BYTES);
        }
        if (header > limits.maxHeaderBytes()) {
            return Problem.of(Kind.HEADER_TOO_LARGE, Stage.PREFIX, "Unsupported header length")
                    .at(-1, 0)
                    .numbers(header, limits.maxHeaderBytes());
        }
        return have < BYTES ? null : LengthPrefix.checkBody(bodyLength(bytes, at), 4, limits);
    }

    @Override
    public int headerLength(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    @Override
    public long bodyLength(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + 4);
    }

    @Override
    public long maxBodyBytes() {
        return FrameFormat.MAX_BODY_BYTES;
    }

    @Override
    public int put(int headerLength, long bodyLength, byte[] out, int at) {
        INT.set(out, at, headerLength);
        LONG.set(out, at + 4, bodyLength);
        return BYTES;
    }

    @Override
    public String toString() {
        return "native";
    }
}
