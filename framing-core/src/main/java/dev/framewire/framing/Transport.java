package dev.framewire.framing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Two streams and the one way to abort them.
 *
 * <p>A blocking read on an arbitrary stream cannot be timed out; it can only be made to fail from outside. A transport
 * therefore carries, beside its two streams, a handle that does so, and a {@link Watchdog} uses it.
 *
 * <p>The streams may be used by two different threads at once, each of them by one thread at a time. {@link #abort()}
 * and {@link #close()} may be called by any thread. Whoever made the transport closes it.
 */
public final class Transport implements Closeable {
    private static final long PROCESS_GRACE_MILLIS = 1_000;

    private final InputStream in;
    private final OutputStream out;
    private final Closeable abort;
    private final @Nullable SocketChannel channel;
    private final AtomicBoolean aborted = new AtomicBoolean();

    private Transport(InputStream in, OutputStream out, Closeable abort, @Nullable SocketChannel channel) {
        this.in = new TransportInputStream(in, this);
        this.out = new TransportOutputStream(out, this);
        this.abort = abort;
        this.channel = channel;
    }

    /**
     * Any two streams.
     *
     * @param in the bytes of the peer
     * @param out the bytes for the peer
     * @param abort makes blocked reads and writes of both streams return or fail, called from any thread; may be called
     *     more than once
     * @return the transport
     */
    public static Transport of(InputStream in, OutputStream out, Closeable abort) {
        return new Transport(
                Objects.requireNonNull(in, "in"),
                Objects.requireNonNull(out, "out"),
                Objects.requireNonNull(abort, "abort"),
                null);
    }

    /**
     * A connected socket, plain or TLS. Aborting resets the connection.
     *
     * @param socket the socket; the transport's {@link #close()} closes it
     * @return the transport
     * @throws IOException if the socket is not connected or already closed
     */
    public static Transport of(Socket socket) throws IOException {
        return new Transport(socket.getInputStream(), socket.getOutputStream(), () -> reset(socket), null);
    }

    /**
     * A connected channel in blocking mode, TCP or Unix domain. Frame writers send files over it without copying them.
     *
     * @param channel the channel; the transport's {@link #close()} closes it
     * @return the transport
     * @throws IllegalArgumentException if the channel is in non-blocking mode
     */
    public static Transport of(SocketChannel channel) {
        if (!channel.isBlocking()) {
            throw new IllegalArgumentException("the channel is in non-blocking mode");
        }
        return new Transport(new ChannelInputStream(channel), new ChannelOutputStream(channel), channel, channel);
    }

    /**
     * A child process: what it prints is read, what is written is its standard input. Aborting kills it and its
     * descendants; closing ends its input and gives it a second to leave by itself.
     *
     * @param process the process
     * @return the transport
     */
    public static Transport of(Process process) {
        return new Transport(process.getInputStream(), process.getOutputStream(), new ProcessEnd(process), null);
    }

    /**
     * The bytes of the peer. After {@link #abort()} every read fails.
     *
     * @return the stream; closing it closes the underlying stream
     */
    public InputStream inputStream() {
        return in;
    }

    /**
     * The bytes for the peer. After {@link #abort()} every write fails.
     *
     * @return the stream; closing it closes the underlying stream
     */
    public OutputStream outputStream() {
        return out;
    }

    /** The channel beneath, where there is one. */
    @Nullable SocketChannel channel() {
        return channel;
    }

    /**
     * Ends both directions at once. Blocked reads and writes fail promptly, and so does every later one. Safe from any
     * thread, more than once, and never throws: there is nobody to tell.
     */
    public void abort() {
        aborted.set(true);
        try {
            abort.close();
        } catch (IOException | RuntimeException e) {
            // the flag already makes every later call fail; the handle did what it could
        }
    }

    boolean aborted() {
        return aborted.get();
    }

    /**
     * Flushes and closes the output, then the rest. Calling it again has no effect beyond closing the same things.
     *
     * @throws IOException if the last bytes could not be written or a stream could not be closed
     */
    @Override
    @SuppressWarnings("try") // the resources are there to be closed, in this order, whatever fails
    public void close() throws IOException {
        // The handle comes before the input: it ends a read that another thread is blocked in, and some streams hold a
        // lock during a read that their close() would wait for.
        try (Closeable last = in;
                Closeable then = gentle(abort)) {
            out.close();
        }
    }

    private static Closeable gentle(Closeable abort) {
        return abort instanceof ProcessEnd process ? process::leave : abort;
    }

    private static void reset(Socket socket) throws IOException {
        try {
            // Without this a TLS socket waits, holding its lock, to send a closing alert to a peer that reads nothing.
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            // already closed
        }
        socket.close();
    }

    private record ProcessEnd(Process process) implements Closeable {
        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }

        void leave() {
            try {
                if (process.waitFor(PROCESS_GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            close();
        }
    }
}
