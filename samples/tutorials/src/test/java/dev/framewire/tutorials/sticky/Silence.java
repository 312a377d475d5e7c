package dev.framewire.tutorials.sticky;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A quiet gap that is known and not waited for. Whoever carries the bytes to a socket says when it has delivered all it holds; a reader of
 * that socket who has read that many bytes is in a pause, at once, and in none before, however slow the machine is.
 *
 * <pre>
 *     writer → | carrier: "hel" … "lo", then: that is all | → reader: 5 bytes read, and that was all: a pause
 * </pre>
 */
public final class Silence {
    /** What the programs are told with {@code --gap-ms}; they never wait for it. A longer wait is for something else. */
    public static final int GAP_MS = 20_000;

    /** How often a reader asks whether the pause has come. */
    private static final int ASK_MS = 2;

    private final Map<String, Delivery> deliveries = new ConcurrentHashMap<>();
    private final int bytesBefore;
    private final Rest rest;

    public Silence() {
        this(0);
    }

    /** @param bytesBefore how much is read of each socket before messages begin: a handshake */
    public Silence(int bytesBefore) {
        this.bytesBefore = bytesBefore;
        this.rest = () -> {
            throw new AssertionError("nobody said when a writer's pause is over");
        };
    }

    /** @param rest the pause that a writer keeps: it is over when whoever reads has noticed it, however long that takes */
    public Silence(Rest rest) {
        this.bytesBefore = 0;
        this.rest = rest;
    }

    /** Waits. */
    @FunctionalInterface
    public interface Rest {
        void take() throws IOException;
    }

    /** What is carried to one socket. */
    public static final class Delivery {
        private volatile boolean holding;
        private volatile long deliveredBytes;

        /** There is something to deliver; until {@link #delivered} it is no pause. */
        public void holds() {
            holding = true;
        }

        public void delivered(long allBytes) {
            deliveredBytes = allBytes;
            holding = false;
        }
    }

    /** @param to the carrier's end of the connection */
    public Delivery begin(Socket to) {
        return deliveries.computeIfAbsent(to.getLocalPort() + " to " + to.getPort(), socket -> new Delivery());
    }

    private Delivery of(Socket reader) {
        return deliveries.computeIfAbsent(reader.getPort() + " to " + reader.getLocalPort(), socket -> new Delivery());
    }

    /** For what comes from no socket: a pause is wherever nothing is to be read at once. */
    public static Gap none() {
        return new Gap(
                Duration.ofMillis(1),
                socket -> (into, offset, length, atMost) ->
                        socket.getInputStream().read(into, offset, length),
                () -> {});
    }

    /** For a program's options. */
    public GapOption option() {
        return new GapOption(length -> new Gap(length, this::arrivals, rest::take));
    }

    private Arrivals arrivals(Socket socket) {
        Delivery delivery = of(socket);
        Arrivals real = Arrivals.of(socket);
        long[] read = {bytesBefore};
        return (into, offset, length, atMost) -> {
            boolean gap = atMost.toMillis() == GAP_MS;
            for (int asked = 0; ; asked += ASK_MS) {
                int n = real.read(into, offset, length, gap ? Duration.ofMillis(ASK_MS) : atMost);
                if (n != 0) {
                    read[0] += Math.max(0, n);
                    return n;
                }
                boolean pause = !delivery.holding && delivery.deliveredBytes == read[0];
                if (!gap || pause) {
                    return 0;
                }
                if (asked >= GAP_MS) {
                    throw new AssertionError("delivered " + delivery.deliveredBytes + ", read " + read[0]);
                }
            }
        };
    }
}
