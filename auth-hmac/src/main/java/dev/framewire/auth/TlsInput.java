package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the peer from records of TLS. One thread at a time; a second one waits. A failure is final.
 *
 * <pre>
 *     transport → received → unwrap → plain → reader
 * </pre>
 */
final class TlsInput extends InputStream {
    private final ReentrantLock lock = new ReentrantLock();
    private final SSLEngine engine;
    private final InputStream in;
    private final TlsOutput output;
    private final RecordInput.SessionEnd session;

    /** Bytes as they came, and plain ones that nobody has read yet; both ready to be taken from. */
    private ByteBuffer received;

    private final ByteBuffer plain;

    private boolean peerClosed;
    private @Nullable IOException failure;

    TlsInput(Transport transport, SSLEngine engine, TlsOutput output, RecordInput.SessionEnd session) {
        this.engine = engine;
        this.in = transport.inputStream();
        this.output = output;
        this.session = session;
        this.received =
                ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).flip();
        this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .flip();
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
            if (failure != null) {
                throw SessionChannel.again(failure);
            }
            while (!plain.hasRemaining()) {
                if (peerClosed) {
                    return -1;
                }
                readRecord();
            }
            int n = Math.min(len, plain.remaining());
            plain.get(b, off, n);
            return n;
        } catch (IOException | RuntimeException e) {
            if (failure == null) {
                failure = e instanceof IOException io ? io : new IOException("the session failed", e);
                session.abort();
            }
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private void readRecord() throws IOException {
        try {
            peerClosed = !unwrap();
        } catch (SSLException e) {
            output.answer(); // the alert that says why
            throw e.getCause() instanceof GeneralSecurityException
                    ? new AuthException(AuthException.Kind.TAMPERED, "a TLS record was changed on the way", e)
                    : e;
        }
        output.answer();
    }

    /** Opens one record, which may be one without bytes for us. False at the peer's {@code close_notify}. */
    boolean unwrap() throws IOException {
        plain.clear();
        try {
            while (true) {
                SSLEngineResult result = engine.unwrap(received, plain);
                switch (result.getStatus()) {
                    case OK -> {
                        return true;
                    }
                    case CLOSED -> {
                        return false;
                    }
                    case BUFFER_UNDERFLOW -> fill();
                    case BUFFER_OVERFLOW ->
                        throw new IOException("TLS record larger than " + plain.remaining() + " bytes");
                }
            }
        } finally {
            plain.flip();
        }
    }

    private void fill() throws IOException {
        received.compact();
        if (!received.hasRemaining()) {
            int bytes = Math.max(2 * received.capacity(), engine.getSession().getPacketBufferSize());
            received = ByteBuffer.allocate(bytes).put(received.flip());
        }
        int n = in.read(received.array(), received.position(), received.remaining());
        received.position(received.position() + Math.max(n, 0)).flip();
        if (n < 0) {
            throw new AuthException(
                    AuthException.Kind.TRUNCATED,
                    "Truncated session: the stream ended and the peer had not closed TLS",
                    new EOFException());
        }
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return plain.remaining();
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
