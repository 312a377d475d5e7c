package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the peer, each checked before it is handed out. One thread at a time; a second one waits.
 *
 * <p>A failure is final: whatever is read later fails alike.
 */
final class RecordInput extends InputStream {
    /** What an idle session holds. */
    private static final int FIRST_BUFFER_BYTES = 1024;
    /** What one read takes at most of records that are no larger. */
    private static final int MAX_STEP_BYTES = 8 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final InputStream in;
    private final RecordCipher cipher;
    private final int overheadBytes;
    private final SessionEnd session;
    private final RecordSettings settings;

    /** Bytes as they came: {@code wire[wireStart..wireEnd)}. Grows with what arrives, never with what is announced. */
    private byte[] wire = {};

    private int wireStart;
    private int wireEnd;
    /** How much is asked for at least: twice as much once as much has come. */
    private int stepBytes = FIRST_BUFFER_BYTES;

    /** Checked bytes that nobody has read yet: {@code plain[plainStart..plainEnd)}. */
    private byte[] plain = {};

    private int plainStart;
    private int plainEnd;

    private boolean peerClosed;
    private @Nullable IOException failure;

    /** How the whole session is closed and aborted. */
    interface SessionEnd {
        void close() throws IOException;

        void abort();
    }

    RecordInput(Transport transport, RecordCipher cipher, SessionEnd session, RecordSettings settings) {
        this.settings = settings;
        this.in = transport.inputStream();
        this.cipher = cipher;
        this.overheadBytes = RecordFormat.HEADER_BYTES + cipher.tagBytes();
        this.session = session;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return 0;
        }
        lock.lock();
        try {
            if (plainStart < plainEnd) {
                return takePlain(b, off, len);
            }
            if (failure != null) {
                throw SessionChannel.again(failure);
            }
            return peerClosed ? -1 : readRecords(b, off, len);
        } finally {
            lock.unlock();
        }
    }

    private int takePlain(byte[] b, int off, int len) {
        int n = Math.min(len, plainEnd - plainStart);
        System.arraycopy(plain, plainStart, b, off, n);
        plainStart += n;
        return n;
    }

    private int readRecords(byte[] b, int off, int len) throws IOException {
        try {
            while (true) {
                int length = nextRecord();
                int type = RecordFormat.type(wire, wireStart);
                switch (type) {
                    case RecordFormat.DATA -> {
                        if (length <= len) {
                            // straight into the reader's array: a failed check leaves zeros there at most, and no count
                            openRecord(length, b, off);
                            return length;
                        }
                        if (plain.length < length) {
                            plain = new byte
                                    [Math.min(RecordFormat.MAX_PAYLOAD_BYTES, Math.max(length, 2 * plain.length))];
                        }
                        openRecord(length, plain, 0);
                        plainStart = 0;
                        plainEnd = length;
                        return takePlain(b, off, len);
                    }
                    case RecordFormat.KEY_UPDATE -> {
                        // Each update costs four HMACs. One for every record at most, and never for nothing.
                        if (cipher.records() == 0) {
                            throw malformed("key update without a record before it");
                        }
                        openRecord(length, plain, 0);
                        cipher.update();
                    }
                    default -> {
                        openRecord(length, plain, 0);
                        peerClosed = true;
                        cipher.wipe();
                        return -1;
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            // Whoever changed one record must not get a second try: both directions end here.
            failure = e instanceof IOException io ? io : new IOException("the session failed", e);
            cipher.wipe();
            session.abort();
            throw e;
        }
    }

    /** Waits for a whole record at {@code wire[wireStart]}; answers its payload's length. */
    private int nextRecord() throws IOException {
        fill(RecordFormat.HEADER_BYTES, true);
        int type = RecordFormat.type(wire, wireStart);
        int length = RecordFormat.payloadBytes(wire, wireStart);
        switch (type) {
            case RecordFormat.DATA -> {
                if (length == 0) {
                    throw malformed("data record without data");
                }
            }
            case RecordFormat.KEY_UPDATE, RecordFormat.CLOSE -> {
                if (length != 0) {
                    throw malformed("record of type " + type + " with a payload of " + length + " bytes");
                }
            }
            default -> throw malformed("record of unknown type " + type);
        }
        if (length > RecordFormat.MAX_PAYLOAD_BYTES) {
            throw malformed("record of " + length + " bytes, limit " + RecordFormat.MAX_PAYLOAD_BYTES);
        }
        if (settings.tooMuchReceived(cipher.records(), cipher.payloadBytes())) {
            throw new AuthException(AuthException.Kind.LIMIT, "the peer uses one key for too long");
        }
        fill(overheadBytes + length, false);
        return length;
    }

    private void openRecord(int length, byte[] out, int outOffset) throws AuthException {
        cipher.open(wire, wireStart, length, out, outOffset);
        wireStart += overheadBytes + length;
    }

    /**
     * Reads on until {@code need} bytes are there. One read takes many small records, or the rest of a large one and the
     * header of the next: what it took beyond the record would have to be moved to the front of the array.
     */
    private void fill(int need, boolean betweenRecords) throws IOException {
        int wanted = Math.max(stepBytes, need + RecordFormat.HEADER_BYTES);
        while (wireEnd - wireStart < need) {
            if (wireStart > 0) {
                System.arraycopy(wire, wireStart, wire, 0, wireEnd - wireStart);
                wireEnd -= wireStart;
                wireStart = 0;
            }
            int room = Math.max(stepBytes, wireEnd == wire.length ? 2 * wire.length : wire.length);
            if (room > wire.length) {
                wire = Arrays.copyOf(wire, Math.min(RecordFormat.MAX_RECORD_BYTES, room));
            }
            int n = in.read(wire, wireEnd, Math.min(wire.length, wanted) - wireEnd);
            if (n < 0) {
                throw new AuthException(
                        AuthException.Kind.TRUNCATED,
                        betweenRecords && wireEnd == wireStart
                                ? "Truncated session: the stream ended and the peer had not closed it"
                                : "Truncated record: " + (wireEnd - wireStart) + " of at least " + need + " bytes");
            }
            wireEnd += n;
            if (wireEnd >= stepBytes) {
                stepBytes = Math.min(MAX_STEP_BYTES, 2 * stepBytes);
            }
        }
    }

    private static AuthException malformed(String what) {
        return new AuthException(AuthException.Kind.MALFORMED, "Corrupt session: " + what);
    }

    /** The session is over. What is checked can still be read. */
    void forget() {
        // Whoever holds the lock reads from a transport that is gone, and forgets when that fails.
        if (lock.tryLock()) {
            try {
                if (failure == null && !peerClosed) {
                    failure = new IOException("the session is closed");
                }
                cipher.wipe();
            } finally {
                lock.unlock();
            }
        }
    }

    /** What can be had without waiting; bytes that are not checked yet do not count. */
    @Override
    public int available() {
        lock.lock();
        try {
            return plainEnd - plainStart;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the whole session, as a socket's stream does. */
    @Override
    public void close() throws IOException {
        session.close();
    }
}
