package dev.framewire.tutorials.sticky;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Reads messages from a peer that has no framing at all, the only way there is: one write is one message, and a pause ends it.
 *
 * <pre>
 *     peer writes     "hel" "lo"          (pause)  "bye"
 *     arrives         h e l l o · · · · · · · · ·  b y e · · · · · ·
 *                     |         |←   gap   →|      |     |← gap →|
 *     messages                              "hello"              "bye"
 * </pre>
 *
 * It is a guess, and it is wrong in both directions: two writes closer together than the gap are one message, and a message that the
 * network holds up in its middle for longer than the gap is two. The gap is also added to every answer. That is the price of no framing.
 * Not thread-safe.
 */
public final class QuietGap {
    /** Long enough for the pieces of one write on loopback, short enough for a person. */
    public static final Duration DEFAULT_GAP = Duration.ofMillis(50);

    private final Arrivals arrivals;
    private final Duration gap;
    private final Duration idle;
    private final int maxMessageBytes;
    private final LongSupplier nanoClock;
    private byte[] buffer = new byte[256];

    /**
     * @param gap silence that ends a message
     * @param idle how long to wait for a message to begin, and how long one may go on without a pause
     * @param maxMessageBytes a longer message is an error
     */
    public QuietGap(Arrivals arrivals, Duration gap, Duration idle, int maxMessageBytes) {
        this(arrivals, gap, idle, maxMessageBytes, System::nanoTime);
    }

    QuietGap(Arrivals arrivals, Duration gap, Duration idle, int maxMessageBytes, LongSupplier nanoClock) {
        this.arrivals = arrivals;
        this.gap = gap;
        this.idle = idle;
        this.maxMessageBytes = maxMessageBytes;
        this.nanoClock = nanoClock;
    }

    /** The next message, never empty: an empty write leaves no trace on TCP. Null at the end of the stream. */
    public byte[] next() throws IOException {
        int length = arrivals.read(buffer, 0, buffer.length, idle);
        if (length < 0) {
            return null;
        }
        if (length == 0) {
            throw new SocketTimeoutException("Timed out: no message began within " + idle.toMillis() + " ms");
        }
        long begun = nanoClock.getAsLong();
        while (true) {
            if (length > maxMessageBytes) {
                throw new IOException("Message too long: over " + maxMessageBytes + " bytes without a pause");
            }
            if (nanoClock.getAsLong() - begun > idle.toNanos()) {
                throw new SocketTimeoutException("Timed out: no pause within " + idle.toMillis() + " ms");
            }
            if (length == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            }
            int more = arrivals.read(buffer, length, buffer.length - length, gap);
            if (more <= 0) {
                // A quiet gap, or the end: the message before the end counts, and the end comes with the next call.
                return Arrays.copyOf(buffer, length);
            }
            length += more;
        }
    }
}
