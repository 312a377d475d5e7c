package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT_OUT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG_OUT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    @Override
    public int usualBytes() {
        return BYTES;
    }

    @Override
    public long accept(ByteBuffer in, int at, FrameLimits limits) {
        long body = bodyLength(in, at);
        boolean fits = LengthRanges.ofHeader(headerLength(in, at), limits) == null
                && LengthRanges.ofBody(body, limits) == null;
        return fits ? body : REFUSED;
    }

    @Override
    public int need(ByteBuffer prefix, int have) {
        return have < TELLING_BYTES ? TELLING_BYTES : BYTES;
    }

    @Override
    public @Nullable Problem check(ByteBuffer prefix, int have, FrameLimits limits) {
        byte[] bytes = prefix.array();
        if ((bytes[0] | bytes[1] | bytes[4]) != 0) {
            return Problem.of(
                            Kind.WRONG_PROTOCOL,
                            Stage.PREFIX,
                            "Unsupported: not a frame, it begins with \"" + JsonText.escaped(bytes, 0, TELLING_BYTES)
                                    + "\"")
                    .at(-1, 0)
                    .hint(Diagnosis.of(bytes));
        }
        Problem problem = LengthRanges.headerProblem(headerLength(prefix, 0), limits);
        return problem != null || have < BYTES ? problem : LengthRanges.bodyProblem(bodyLength(prefix, 0), 4, limits);
    }

    @Override
    public int headerLength(ByteBuffer in, int at) {
        return (int) INT.get(in, at);
    }

    @Override
    public long bodyLength(ByteBuffer in, int at) {
        return (long) LONG.get(in, at + 4);
    }

    @Override
    public long maxBodyBytes() {
        return FrameFormat.MAX_BODY_BYTES;
    }

    @Override
    public int put(int headerLength, long bodyLength, byte[] out, int at) {
        INT_OUT.set(out, at, headerLength);
        LONG_OUT.set(out, at + 4, bodyLength);
        return BYTES;
    }

    @Override
    public String toString() {
        return "native";
    }
}
