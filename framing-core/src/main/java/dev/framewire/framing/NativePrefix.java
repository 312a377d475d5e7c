package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    @Override
    public int usualBytes() {
        return BYTES;
    }

    @Override
    public long accept(byte[] bytes, int at, FrameLimits limits) {
        long body = bodyLength(bytes, at);
        boolean fits = LengthRanges.ofHeader(headerLength(bytes, at), limits) == null
                && LengthRanges.ofBody(body, limits) == null;
        return fits ? body : REFUSED;
    }

    @Override
    public int need(byte[] prefix, int have) {
        return have < TELLING_BYTES ? TELLING_BYTES : BYTES;
    }

    @Override
    public @Nullable Problem check(byte[] prefix, int have, FrameLimits limits) {
        if ((prefix[0] | prefix[1] | prefix[4]) != 0) {
            return Problem.of(
                            Kind.WRONG_PROTOCOL,
                            Stage.PREFIX,
                            "Unsupported: not a frame, it begins with \"" + JsonText.escaped(prefix, 0, TELLING_BYTES)
                                    + "\"")
                    .at(-1, 0)
                    .hint(Diagnosis.of(prefix));
        }
        Problem problem = LengthRanges.headerProblem(headerLength(prefix, 0), limits);
        return problem != null || have < BYTES ? problem : LengthRanges.bodyProblem(bodyLength(prefix, 0), 4, limits);
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
