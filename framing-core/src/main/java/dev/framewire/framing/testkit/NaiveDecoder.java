package dev.framewire.framing.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An oracle: a decoder of native frames that was written from the specification alone, as plainly as possible, for whole
 * streams in memory. Slow, short, and shares no line with the real one. It knows the default limits only.
 *
 * <pre>
 *     0         4                  12       12+H     12+H+B
 *     | H: u32  | B: u64           | header | body   |   big-endian
 * </pre>
 */
public final class NaiveDecoder {
    private static final long MAX_BODY_BYTES = 1L << 40;
    private static final long MAX_DRAIN_BYTES = 1 << 20;

    private NaiveDecoder() {}

    /**
     * What a receiver finds in this stream.
     *
     * @param stream all its bytes
     * @return frames and recoverable errors, and at last an error or the end
     */
    public static List<Outcome> decode(byte[] stream) {
        List<Outcome> found = new ArrayList<>();
        long end = stream.length;
        long at = 0;
        while (at < end) {
            ByteBuffer rest =
                    ByteBuffer.wrap(stream, (int) at, (int) (end - at)).slice();
            if (rest.remaining() < 5) {
                return finish(found, "TRUNCATED", "PREFIX", end);
            }
            if (rest.get(0) != 0 || rest.get(1) != 0 || rest.get(4) != 0) {
                return finish(found, "WRONG_PROTOCOL", "PREFIX", at);
            }
            int headerBytes = rest.getInt(0);
            if (headerBytes < 2) {
                return finish(found, "BAD_LENGTH", "PREFIX", at);
            }
            if (rest.remaining() < 12) {
                return finish(found, "TRUNCATED", "PREFIX", end);
            }
            long bodyBytes = rest.getLong(4);
            if (bodyBytes >= 1L << 53) {
                return finish(found, "BAD_LENGTH", "PREFIX", at + 4);
            }
            if (bodyBytes > MAX_BODY_BYTES) {
                return finish(found, "BODY_TOO_LARGE", "PREFIX", at + 4);
            }
            long body = at + 12 + headerBytes;
            if (body > end) {
                return finish(found, "TRUNCATED", "HEADER", end);
            }
            String fault = NaiveJson.fault(Arrays.copyOfRange(stream, (int) at + 12, (int) body));
            if (!fault.isEmpty() && bodyBytes > MAX_DRAIN_BYTES) {
                return finish(found, fault, "HEADER", at + 12);
            }
            if (!fault.isEmpty()) {
                found.add(new Outcome.Failure(fault, "HEADER", at + 12, true));
            }
            if (body + bodyBytes > end) {
                return finish(found, "TRUNCATED", "BODY", end);
            }
            if (fault.isEmpty()) {
                found.add(new Outcome.Frame(at, headerBytes, bodyBytes));
            }
            at = body + bodyBytes;
        }
        found.add(new Outcome.End(end));
        return found;
    }

    private static List<Outcome> finish(List<Outcome> found, String kind, String stage, long offset) {
        found.add(new Outcome.Failure(kind, stage, offset, false));
        return found;
    }
}
