package dev.framewire.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Content that can be read only once, from its beginning to its end, and whose size nobody knows before: the output of a program, a
 * pipe, what is being compressed or recorded. It is sent in chunks of 1 MiB, up to 65,536 of them: 64 GiB.
 *
 * <p>It outlives its transfers: each attempt gets {@link #source} anew, and goes on where the other side proves that it is.
 *
 * <pre>
 *   from the beginning      … │ kept here: at most keptBytes │ not read yet
 *   32 bytes for each 1 MiB … │ what was read, and what the  │
 *   (its digest)              │ other side has not got yet   │
 * </pre>
 *
 * What the other side says it has is compared by digest, and forgotten here; it is read ahead until {@code keptBytes} are kept. So
 * a connection that breaks costs nothing, and neither does the death of a receiver that keeps a partial. If more is asked for,
 * because the receiver's machine lost its power or the partial was dropped, a source that was opened by an {@link Opener} is
 * opened again, and read up to there; one that cannot be opened again fails with {@code GONE}. The same holds when the stream
 * throws, and when the connection broke behind the last byte: then the content may be there whole, and nobody told. A new
 * process makes a new source: it is read from the beginning, and only what the other side has not got is sent. If the content is
 * another one then, a file gets what differs, and a stream ends with {@code CHANGED}: never is one content's end put behind
 * another's beginning.
 *
 * <p>The end of the stream is taken for the end of the content. A stream that ends early, because the program that writes it has
 * failed, has to throw instead: only its maker can know.
 *
 * <p>Such content is not compared with what stands under the target's name, may not be demanded to replace a certain root, is
 * checked by SHA-256 only, and is not for packs. Thread-safe; a newer transfer takes the source over from an older one. Source:
 * SPEC.md, "Unknown size".
 */
public final class StreamSource implements Closeable {
    /** How much is kept by default of what the other side has not got yet: what 1 Gbit/s and a round trip of 200 ms need. */
    public static final int DEFAULT_KEPT_BYTES = 32 << 20;
    /** The least that may be kept. */
    public static final int MIN_KEPT_BYTES = 2 << 20;
    /** The most that may be kept. */
    public static final int MAX_KEPT_BYTES = 1 << 30;

    /** Opens the content, from its beginning. */
    public interface Opener {
        /**
         * Opens it.
         *
         * @return the same content each time; closed here
         * @throws IOException if it cannot be opened now: it is tried again by the next attempt
         */
        InputStream open() throws IOException;
    }

    private final Opener opener;
    private final boolean reopens;
    private final int chunkBytes;
    private final boolean inline;
    private final KeptChunks kept;
    private @Nullable InputStream in;
    private @Nullable Thread reader;
    private @Nullable IOException failure;
    private int opened;
    private int user;
    private Runnable ready = () -> {};
    private boolean closed;

    StreamSource(Opener opener, boolean reopens, int keptBytes, int chunkBytes, boolean inline) {
        this.opener = opener;
        this.reopens = reopens;
        this.chunkBytes = chunkBytes;
        this.inline = inline;
        this.kept = new KeptChunks(chunkBytes, keptBytes / chunkBytes);
    }

    /**
     * Content that can be had only once.
     *
     * @param in its stream; read by a thread of this source's own, and closed by {@link #close}
     * @return the source; close it
     */
    public static StreamSource once(InputStream in) {
        return once(in, DEFAULT_KEPT_BYTES);
    }

    /**
     * Content that can be had only once.
     *
     * @param in as above
     * @param keptBytes of content that are kept here until the other side has got them, {@link #MIN_KEPT_BYTES} to
     *     {@link #MAX_KEPT_BYTES}; also how much is under way at once, at most
     * @return the source; close it
     * @throws IllegalArgumentException if {@code keptBytes} is out of range
     */
    public static StreamSource once(InputStream in, int keptBytes) {
        return new StreamSource(() -> in, false, checked(keptBytes), Geometry.STREAM_CHUNK_BYTES, false);
    }

    /**
     * Content that can be had again, as by running the program again that writes it. Whether it is the same is compared, chunk by
     * chunk.
     *
     * @param opener called on a thread of this source's own
     * @return the source; close it
     */
    public static StreamSource reopening(Opener opener) {
        return reopening(opener, DEFAULT_KEPT_BYTES);
    }

    /**
     * Content that can be had again.
     *
     * @param opener as above
     * @param keptBytes as in {@link #once(InputStream, int)}
     * @return the source; close it
     * @throws IllegalArgumentException if {@code keptBytes} is out of range
     */
    public static StreamSource reopening(Opener opener, int keptBytes) {
        return new StreamSource(opener, true, checked(keptBytes), Geometry.STREAM_CHUNK_BYTES, false);
    }

    private static int checked(int keptBytes) {
        if (keptBytes < MIN_KEPT_BYTES || keptBytes > MAX_KEPT_BYTES) {
            throw new IllegalArgumentException(
                    keptBytes + " bytes kept, not " + MIN_KEPT_BYTES + " to " + MAX_KEPT_BYTES);
        }
        return keptBytes;
    }

    /**
     * What {@link TransferEngine#put} or {@link TransferSite#open} is given, to be handed over as it is. Each attempt asks for
     * it anew; its end does not close this source.
     *
     * @return a source whose size is −1, and which only the engine can read
     */
    public TransferSource source() {
        return new StreamAttempt(this);
    }

    /** Forgets the content, and closes its stream. */
    @Override
    public void close() throws IOException {
        InputStream open;
        synchronized (this) {
            closed = true;
            kept.clear();
            open = reopens ? in : opener.open(); // also one that was never read
            in = null;
            notifyAll();
        }
        if (open != null) {
            open.close();
        }
    }

    int chunkBytes() {
        return chunkBytes;
    }

    /**
     * Begins an attempt, which takes the source over, and answers its number.
     *
     * @param whenReady called when more has been read
     */
    synchronized int begin(Runnable whenReady) throws IOException {
        ready = whenReady;
        IOException failed = failure;
        if (failed != null && !reopens) {
            throw gone(failed);
        }
        if (failed instanceof TransferException) {
            kept.startOver(); // another content is compared with what the receiver has, chunk by chunk, like any
        }
        if (failed != null) {
            kept.again();
            closeStream();
        }
        failure = null;
        if (reader == null && !inline && !closed) {
            Thread thread = new Thread(this::readAll, "framewire-stream-source");
            thread.setDaemon(true);
            reader = thread;
            thread.start();
        }
        notifyAll();
        return ++user;
    }

    /** The attempt is over: whoever has taken over is not disturbed. */
    synchronized void end(int of) {
        if (of == user) {
            ready = () -> {};
        }
    }

    private void current(int of) throws IOException {
        if (of != user) {
            throw new TransferException(TransferException.Kind.CLOSED, "a newer transfer has taken this source over");
        }
        if (closed) {
            throw gone(null);
        }
    }

    private TransferException gone(@Nullable IOException cause) {
        return new TransferException(
                TransferException.Kind.GONE,
                cause == null
                        ? "the source can be read only once, and what is wanted was read before"
                        : "the source can be read only once, and has failed",
                false,
                cause);
    }

    /** The digest of a chunk; null if it has not been read yet, or there is none. */
    synchronized byte @Nullable [] digest(int of, int chunk) throws IOException {
        current(of);
        if (inline) {
            while (kept.digest(chunk) == null && step()) {
                // one after the other
            }
        }
        byte[] known = kept.digest(chunk);
        if (known != null) {
            return known;
        }
        IOException failed = failure;
        if (failed instanceof TransferException) {
            throw failed;
        } else if (failed != null) {
            throw reopens ? new IOException("the source failed", failed) : gone(failed);
        }
        return null;
    }

    /** How many bytes it has in all; −1 if nobody knows yet. */
    synchronized long size() {
        return kept.size();
    }

    /** Whether nothing more is read before the receiver has got some of it. */
    synchronized boolean full() {
        return kept.full();
    }

    /**
     * The bytes of a chunk whose digest is known; null if they are to be read again, which has begun.
     *
     * @throws TransferException GONE if they cannot be
     */
    synchronized byte @Nullable [] bytes(int of, int chunk) throws IOException {
        current(of);
        if (kept.forgot(chunk)) {
            if (!reopens) {
                throw gone(failure);
            }
            kept.againFor(chunk);
            closeStream();
        }
        if (inline) {
            while (kept.bytes(chunk) == null && step()) {
                // up to there
            }
        }
        byte[] bytes = kept.bytes(chunk);
        IOException failed = failure;
        if (bytes == null && failed != null) {
            throw failed;
        }
        return bytes;
    }

    /** The receiver has all chunks before this one. What an older attempt's has says nothing of what the newer one's needs. */
    synchronized void settled(int of, int before) {
        if (of != user) {
            return;
        }
        kept.settled(before);
        notifyAll();
    }

    /** Lets go of the stream that is open; another one is opened by the next step. */
    private void closeStream() {
        closeQuietly(in);
        in = null;
        opened++;
        notifyAll();
    }

    private void readAll() {
        try {
            while (true) {
                synchronized (this) {
                    while (!closed && !readable()) {
                        wait();
                    }
                    if (closed) {
                        return;
                    }
                }
                boolean unused = step();
                Runnable wake;
                synchronized (this) {
                    wake = ready;
                }
                wake.run(); // without our monitor: it takes the session's
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** With the monitor held. */
    private boolean readable() {
        return !closed && failure == null && kept.wanted();
    }

    /** Reads the next chunk; false if there is none, or no room for it, or it fails. */
    private boolean step() {
        InputStream from;
        byte[] buffer;
        int chunk;
        int number;
        synchronized (this) {
            if (!readable()) {
                return false;
            }
            from = in;
            number = opened;
            chunk = kept.next();
            buffer = kept.buffer();
        }
        try {
            if (from == null) {
                from = opener.open();
                synchronized (this) {
                    if (closed || number != opened) {
                        closeQuietly(reopens ? from : null);
                        return false;
                    }
                    in = from;
                }
            }
            int length = from.readNBytes(buffer, 0, chunkBytes);
            if (length < chunkBytes) {
                from.close(); // what it throws here may say that it has failed before its end
            }
            return take(number, KeptChunks.Piece.of(chunk, buffer, length));
        } catch (IOException e) {
            fail(number, e);
            return false;
        } catch (RuntimeException | Error e) { // whoever waits for it must not wait for a thread that is no more
            fail(number, new IOException(e));
            return false;
        }
    }

    private synchronized boolean take(int number, KeptChunks.Piece piece) throws TransferException {
        if (closed || number != opened) {
            return false;
        }
        kept.add(piece);
        if (piece.size() != Geometry.UNKNOWN) {
            in = null;
        }
        return true;
    }

    private synchronized void fail(int number, IOException why) {
        if (number != opened) {
            return;
        }
        failure = why;
        closeQuietly(in);
        in = null;
    }

    private static void closeQuietly(@Nullable InputStream stream) {
        Partial.closeQuietly(stream);
    }
}
