package dev.framewire.tutorials.sticky;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Function;

/** The pause that ends a message where nothing else does: how long it is, and how it is noticed. */
public final class Gap {
    private final Duration length;
    private final Function<Socket, Arrivals> arrivals;
    private final Rest rest;

    /** What is done instead of writing. */
    @FunctionalInterface
    interface Rest {
        void take() throws IOException, InterruptedException;
    }

    Gap(Duration length) {
        this(length, Arrivals::of, () -> Thread.sleep(4 * length.toMillis()));
    }

    /**
     * For tests, which need not wait.
     *
     * @param arrivals how silence on a socket is noticed
     * @param rest how a silence of our own is kept
     */
    Gap(Duration length, Function<Socket, Arrivals> arrivals, Rest rest) {
        this.length = length;
        this.arrivals = arrivals;
        this.rest = rest;
    }

    public Duration length() {
        return length;
    }

    /** A socket's messages; its read timeout is how long one may take to begin. */
    public QuietGap on(Socket socket, int maxMessageBytes) throws IOException {
        return new QuietGap(arrivals.apply(socket), length, Duration.ofMillis(socket.getSoTimeout()), maxMessageBytes);
    }

    /** For whoever writes to a peer that awaits such a pause: there is nothing to wait for, the pause can only be long. */
    public void keep() throws IOException, InterruptedException {
        rest.take();
    }
}
