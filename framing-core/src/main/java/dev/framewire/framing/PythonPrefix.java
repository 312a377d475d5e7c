package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Messages of Python's {@code multiprocessing.connection} over sockets.
 *
 * <pre>
 *     | n: i32, big-endian       | n bytes |      0 &lt;= n &lt;= 2^31-1
 *     | ff ff ff ff | n: u64     | n bytes |      beyond
 * </pre>
 *
 * Python itself takes other negative numbers for empty messages, and the long form for short ones. Both are refused here:
 * no Python writes them.
 */
record PythonPrefix() implements Prefix {
    private static final int SHORT_BYTES = 4;
    private static final int LONG_BYTES = 12;

    private static final VarHandle FOUR = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    @Override
    public int usualBytes() {
        return SHORT_BYTES;
    }

    @Override
    public long accept(byte[] bytes, int at, FrameLimits limits) {
        int first = first(bytes, at); // -1, and so refused, in the long form
        return LengthRanges.ofBody(first, limits) == null ? first : REFUSED;
    }

    @Override
    public int need(byte[] prefix, int have) {
        return have == 0 || first(prefix, 0) != -1 ? SHORT_BYTES : LONG_BYTES;
    }

    @Override
    public @Nullable Problem check(byte[] prefix, int have, FrameLimits limits) {
        int first = first(prefix, 0);
        if (first > limits.maxBodyBytes()) {
            String protocol = Diagnosis.ofFour(prefix);
            if (protocol != null) {
                return Problem.of(
                                Kind.WRONG_PROTOCOL,
                                Stage.PREFIX,
                                "Unsupported: not a message, it begins with \"" + JsonText.escaped(prefix, 0, 4) + "\"")
                        .at(-1, 0)
                        .hint(protocol);
            }
        }
        if (have == SHORT_BYTES) {
            return first == -1 ? null : LengthRanges.bodyProblem(first, 0, limits);
        }
        long length = (long) EIGHT.get(prefix, SHORT_BYTES);
        if (length >= 0 && length <= Integer.MAX_VALUE) {
            return Problem.of(Kind.BAD_LENGTH, Stage.PREFIX, "Corrupt body length: the long form of a short one")
                    .at(-1, SHORT_BYTES)
                    .numbers(length, 1L + Integer.MAX_VALUE);
        }
        return LengthRanges.bodyProblem(length, SHORT_BYTES, limits);
    }

    private static int first(byte[] bytes, int at) {
        return (int) FOUR.get(bytes, at);
    }

    @Override
    public int headerLength(byte[] bytes, int at) {
        return 0;
    }

    @Override
    public long bodyLength(byte[] bytes, int at) {
        int first = first(bytes, at);
        return first == -1 ? (long) EIGHT.get(bytes, at + SHORT_BYTES) : first;
    }

    @Override
    public long maxBodyBytes() {
        return FrameFormat.MAX_BODY_BYTES;
    }

    @Override
    public int put(int headerLength, long bodyLength, byte[] out, int at) {
        if (bodyLength <= Integer.MAX_VALUE) {
            FOUR.set(out, at, (int) bodyLength);
            return SHORT_BYTES;
        }
        FOUR.set(out, at, -1);
        EIGHT.set(out, at + SHORT_BYTES, bodyLength);
        return LONG_BYTES;
    }

    @Override
    public String toString() {
        return "python multiprocessing";
    }
}
