package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.nio.ByteBuffer;
import java.util.Arrays;
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

    @Override
    public int need(byte[] prefix, int have) {
        return have == 0 || first(prefix, 0) != -1 ? SHORT_BYTES : LONG_BYTES;
    }

    @Override
    public int length(byte[] bytes, int at) {
        return first(bytes, at) != -1 ? SHORT_BYTES : LONG_BYTES;
    }

    @Override
    public long accept(byte[] bytes, int at, FrameLimits limits) {
        return check(bytes, at, length(bytes, at), limits) == null ? bodyLength(bytes, at) : REFUSED;
    }

    @Override
    public @Nullable Problem check(byte[] bytes, int at, int have, FrameLimits limits) {
        int first = first(bytes, at);
        if (first >= 0 && first > limits.maxBodyBytes()) {
            byte[] prefix = Arrays.copyOfRange(bytes, at, at + SHORT_BYTES);
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
            return first == -1 ? null : LengthPrefix.checkBody(first, 0, limits);
        }
        long length = ByteBuffer.wrap(bytes).getLong(at + 4);
        if (length >= 0 && length <= Integer.MAX_VALUE) {
            return Problem.of(Kind.BAD_LENGTH, Stage.PREFIX, "Corrupt body length: the long form of a short one")
                    .at(-1, 4)
                    .numbers(length, 1L + Integer.MAX_VALUE);
        }
        return LengthPrefix.checkBody(length, 4, limits);
    }

    private static int first(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getInt(at);
    }

    @Override
    public int headerLength(byte[] bytes, int at) {
        return 0;
    }

    @Override
    public long bodyLength(byte[] bytes, int at) {
        int first = first(bytes, at);
        return first == -1 ? ByteBuffer.wrap(bytes).getLong(at + 4) : first;
    }

    @Override
    public long maxBodyBytes() {
        return FrameFormat.MAX_BODY_BYTES;
    }

    @Override
    public int put(int headerLength, long bodyLength, byte[] out, int at) {
        ByteBuffer target = ByteBuffer.wrap(out);
        if (bodyLength <= Integer.MAX_VALUE) {
            target.putInt(at, (int) bodyLength);
            return SHORT_BYTES;
        }
        target.putInt(at, -1).putLong(at + 4, bodyLength);
        return LONG_BYTES;
    }

    @Override
    public String toString() {
        return "python multiprocessing";
    }
}
