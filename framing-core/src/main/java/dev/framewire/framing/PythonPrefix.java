package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.nio.ByteBuffer;
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
    @Override
    public int need(byte[] prefix, int have) {
        return have == 0 || first(prefix) != -1 ? 4 : 12;
    }

    @Override
    public @Nullable Problem check(byte[] prefix, int have, FrameLimits limits) {
        int first = first(prefix);
        if (first >= 0 && first > limits.maxBodyBytes()) {
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
        if (have == 4) {
            return first == -1 ? null : LengthPrefix.checkBody(first, 0, limits);
        }
        long length = ByteBuffer.wrap(prefix).getLong(4);
        if (length >= 0 && length <= Integer.MAX_VALUE) {
            return Problem.of(Kind.BAD_LENGTH, Stage.PREFIX, "Corrupt body length: the long form of a short one")
                    .at(-1, 4)
                    .numbers(length, 1L + Integer.MAX_VALUE);
        }
        return LengthPrefix.checkBody(length, 4, limits);
    }

    private static int first(byte[] prefix) {
        return ByteBuffer.wrap(prefix).getInt(0);
    }

    @Override
    public int headerLength(byte[] prefix) {
        return 0;
    }

    @Override
    public long bodyLength(byte[] prefix) {
        int first = first(prefix);
        return first == -1 ? ByteBuffer.wrap(prefix).getLong(4) : first;
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
            return 4;
        }
        target.putInt(at, -1).putLong(at + 4, bodyLength);
        return 12;
    }

    @Override
    public String toString() {
        return "python multiprocessing";
    }
}
