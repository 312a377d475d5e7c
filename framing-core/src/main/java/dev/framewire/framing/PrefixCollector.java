package dev.framewire.framing;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The lengths in front of a frame, as they arrive: whole, or torn into pieces. Takes no byte behind them, and waits for no
 * more of them than it takes to tell that they are wrong. Not thread-safe.
 */
final class PrefixCollector {
    private static final byte[] NONE = {};

    private final Prefix lengths;
    private final FrameLimits limits;
    private final boolean headers;
    private final int wholeBytes;
    private byte[] bytes = NONE; // made for the first one that does not lie whole in the caller's array
    private int have; // 0 <= have <= need
    private int need; // bytes before the next check
    private int headerLength;
    private long bodyLength;

    PrefixCollector(FrameFormat format, FrameLimits limits) {
        this.lengths = format.prefix();
        this.limits = limits;
        this.headers = format.hasHeader();
        this.wholeBytes = lengths.usualBytes();
    }

    /** Takes a prefix that lies whole in the buffer and is good; any other is left to {@link #collect}. */
    boolean takeWhole(ByteBuffer in) {
        int position = in.position();
        if (have != 0 || in.limit() - position < wholeBytes) {
            return false;
        }
        boolean array = in.hasArray();
        byte[] from = array ? in.array() : copy(in);
        int at = array ? in.arrayOffset() + position : 0;
        long body = lengths.accept(from, at, limits);
        if (body == Prefix.REFUSED) {
            return false;
        }
        bodyLength = body;
        if (headers) {
            headerLength = lengths.headerLength(from, at);
        }
        in.position(position + wholeBytes);
        return true;
    }

    private byte[] copy(ByteBuffer in) {
        makeRoom();
        in.get(in.position(), bytes, 0, wholeBytes);
        return bytes;
    }

    private void makeRoom() {
        if (bytes.length == 0) {
            bytes = new byte[Prefix.MAX_BYTES];
        }
    }

    /**
     * Takes what there is of a prefix; it is {@link #complete} or more is needed.
     *
     * @return what is wrong with the bytes taken, its offset from the first of them
     */
    @Nullable Problem collect(ByteBuffer in) {
        if (have == 0) {
            need = lengths.need(bytes, 0);
        }
        while (in.hasRemaining()) {
            makeRoom();
            int count = Math.min(in.remaining(), need - have);
            in.get(bytes, have, count);
            have += count;
            if (have < need) {
                return null;
            }
            Problem problem = lengths.check(bytes, have, limits);
            if (problem != null) {
                return problem;
            }
            need = lengths.need(bytes, have);
            if (need == have) {
                headerLength = lengths.headerLength(bytes, 0);
                bodyLength = lengths.bodyLength(bytes, 0);
                return null;
            }
        }
        return null;
    }

    /** Whether {@link #collect} has taken a whole prefix, which {@link #reset} then has to follow. */
    boolean complete() {
        return have > 0 && have == need;
    }

    /** Is ready for the next one. */
    void reset() {
        have = 0;
    }

    /** Lets go of the memory. */
    void release() {
        bytes = NONE;
    }

    /** How many bytes {@link #takeWhole} takes. */
    int wholeBytes() {
        return wholeBytes;
    }

    /** How many bytes of an incomplete prefix there are. */
    int have() {
        return have;
    }

    /** How many of them there must be before they tell more. */
    int need() {
        return need;
    }

    int headerLength() {
        return headerLength;
    }

    /** The body's length, or {@link Prefix#IN_HEADER}. */
    long bodyLength() {
        return bodyLength;
    }
}
