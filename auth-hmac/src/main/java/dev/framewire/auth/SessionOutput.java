package dev.framewire.auth;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bytes for the peer, sealed. {@link #flush()} sends what is collected; a full record leaves by itself. A failure is
 * final, and so is the end. Thread-safe, though two threads that write get their bytes mixed.
 */
abstract class SessionOutput extends OutputStream {
    /** Guards whatever seals. */
    final ReentrantLock lock = new ReentrantLock();

    final OutputStream out;
    private final RecordInput.SessionEnd session;
    private boolean closed;
    private @Nullable IOException failure;

    SessionOutput(OutputStream out, RecordInput.SessionEnd session) {
        this.out = out;
        this.session = session;
    }

    /**
     * Collects some of the bytes, and sends what is a full record.
     *
     * @return how many it took; one at least
     */
    abstract int take(byte[] b, int off, int len) throws IOException;

    abstract void sendCollected() throws IOException;

    /** Tells the peer that nothing more comes. */
    abstract void sendEnd() throws IOException;

    /** Nothing is sealed any more. */
    abstract void wipe();

    @Override
    public final void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public final void write(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        lock.lock();
        try {
            checkOpen();
            for (int at = off, end = off + len; at < end; ) {
                at += take(b, at, end - at);
            }
        } catch (IOException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final void flush() throws IOException {
        lock.lock();
        try {
            if (!closed) {
                checkOpen();
                sendCollected();
                out.flush();
            }
        } catch (IOException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is collected, and says that nothing more comes. */
    final void shutdown() throws IOException {
        lock.lock();
        try {
            if (!closed) {
                checkOpen();
                sendCollected();
                sendEnd();
                closed = true;
                wipe();
                out.flush();
            }
        } catch (IOException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() throws IOException {
        if (failure != null) {
            throw new IOException("the session failed earlier", failure);
        }
        if (closed) {
            throw new IOException("the session's output is closed");
        }
    }

    /** How many bytes of a record have left nobody knows, so nothing can follow it. */
    private IOException failed(IOException e) {
        if (failure == null && !closed) {
            failure = e;
            wipe();
            session.abort();
        }
        return e;
    }

    /** The session is over. */
    final void forget() {
        // Whoever holds the lock writes to a transport that is gone, and forgets when that fails.
        if (lock.tryLock()) {
            try {
                if (failure == null && !closed) {
                    failure = new IOException("the session is closed");
                }
                wipe();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Closes the whole session, as a socket's stream does. */
    @Override
    public final void close() throws IOException {
        session.close();
    }
}
