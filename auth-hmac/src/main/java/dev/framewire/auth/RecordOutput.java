package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bytes for the peer, sealed. {@link #flush()} sends what is collected as one record in one write; a full record leaves
 * by itself. Thread-safe, though two threads that write get their bytes mixed.
 */
final class RecordOutput extends OutputStream {
    /** What a session holds that sends short answers only; twice as much whenever that is too little. */
    private static final int FIRST_BUFFER_BYTES = 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final OutputStream out;
    private final RecordCipher cipher;
    private final RecordInput.SessionEnd session;
    private final RecordSettings settings;
    private long keySinceNanos;

    /**
     * Room for one record. Collected bytes lie where the payload goes, at {@code record[HEADER_BYTES..]}, and are sealed
     * in place.
     */
    private byte[] record = {};

    private int collected;
    private boolean closed;
    private @Nullable IOException failure;

    RecordOutput(Transport transport, RecordCipher cipher, RecordInput.SessionEnd session, RecordSettings settings) {
        this.out = transport.outputStream();
        this.cipher = cipher;
        this.session = session;
        this.settings = settings;
        this.keySinceNanos = settings.nanoClock().getAsLong();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        lock.lock();
        try {
            checkOpen();
            int from = off;
            int left = len;
            while (left > 0) {
                if (collected == 0 && left >= RecordFormat.MAX_PAYLOAD_BYTES) {
                    // a full record straight from the caller's array
                    send(RecordFormat.DATA, b, from, RecordFormat.MAX_PAYLOAD_BYTES);
                    from += RecordFormat.MAX_PAYLOAD_BYTES;
                    left -= RecordFormat.MAX_PAYLOAD_BYTES;
                    continue;
                }
                int n = Math.min(left, RecordFormat.MAX_PAYLOAD_BYTES - collected);
                makeRoom(collected + n);
                System.arraycopy(b, from, record, RecordFormat.HEADER_BYTES + collected, n);
                collected += n;
                from += n;
                left -= n;
                if (collected == RecordFormat.MAX_PAYLOAD_BYTES) {
                    sendCollected();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is collected, as one record. */
    @Override
    public void flush() throws IOException {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            checkOpen();
            sendCollected();
            out.flush();
        } catch (IOException e) {
            throw fail(e);
        } finally {
            lock.unlock();
        }
    }

    /** Says that nothing more comes. */
    void shutdown() throws IOException {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            checkOpen();
            sendCollected();
            makeRoom(0);
            send(RecordFormat.CLOSE, record, RecordFormat.HEADER_BYTES, 0);
            closed = true;
            cipher.wipe();
            out.flush();
        } catch (IOException e) {
            throw fail(e);
        } finally {
            lock.unlock();
        }
    }

    private void sendCollected() throws IOException {
        if (collected > 0) {
            int n = collected;
            collected = 0;
            send(RecordFormat.DATA, record, RecordFormat.HEADER_BYTES, n);
        }
    }

    private void send(int type, byte[] payload, int offset, int length) throws IOException {
        makeRoom(length);
        try {
            writeRecord(type, payload, offset, length);
            if (type == RecordFormat.DATA && updateIsDue()) {
                writeRecord(RecordFormat.KEY_UPDATE, record, RecordFormat.HEADER_BYTES, 0);
                cipher.update();
                keySinceNanos = settings.nanoClock().getAsLong();
            }
        } catch (IOException e) {
            throw fail(e);
        }
    }

    private void writeRecord(int type, byte[] payload, int offset, int length) throws IOException {
        out.write(record, 0, cipher.seal(type, payload, offset, length, record, 0));
    }

    private boolean updateIsDue() {
        return cipher.records() >= settings.updateAfterRecords() - 1
                || cipher.payloadBytes() >= settings.updateAfterBytes()
                || settings.nanoClock().getAsLong() - keySinceNanos >= settings.updateAfterNanos();
    }

    private void makeRoom(int payloadBytes) {
        int need = RecordFormat.HEADER_BYTES + payloadBytes + RecordFormat.MAX_TAG_BYTES;
        if (record.length < need) {
            int grown = Math.max(need, Math.max(FIRST_BUFFER_BYTES, 2 * record.length));
            record = Arrays.copyOf(record, Math.min(RecordFormat.MAX_RECORD_BYTES, grown));
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
    private IOException fail(IOException e) {
        if (failure == null && !closed) {
            failure = e;
            cipher.wipe();
            session.abort();
        }
        return e;
    }

    /** The session is over. */
    void forget() {
        // Whoever holds the lock writes to a transport that is gone, and forgets when that fails.
        if (lock.tryLock()) {
            try {
                if (failure == null && !closed) {
                    failure = new IOException("the session is closed");
                }
                cipher.wipe();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Closes the whole session, as a socket's stream does. */
    @Override
    public void close() throws IOException {
        session.close();
    }
}
