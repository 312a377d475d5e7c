package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS over a transport, with an engine of the JDK.
 *
 * <p>Not an {@code SSLSocket}, because that reports a stream that was cut as one that ended. Here an end is the peer's
 * {@code close_notify}, and everything else is an error. Its two directions end one by one, as TLS 1.3 has it.
 *
 * <pre>
 *     transport → received → unwrap → plain → reader            writer → collected → wrap → sealed → transport
 * </pre>
 */
final class TlsChannel extends SessionChannel {
    /** The largest payload of a TLS record (RFC 8446 §5.1). */
    private static final int MAX_PAYLOAD_BYTES = 16 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final InputStream in;
    private final OutputStream out;
    private final Input input = new Input();
    private final Output output = new Output();
    /** Guards everything that wraps. A reader that must answer the peer only tries to take it. */
    private final ReentrantLock sending = new ReentrantLock();

    private final ReentrantLock receiving = new ReentrantLock();

    /** Bytes as they came, and plain ones that nobody has read yet; both ready to be taken from. */
    private ByteBuffer received;

    private ByteBuffer plain;
    /** Sealed bytes on their way; empty between two calls. */
    private ByteBuffer sealed;

    private boolean peerClosed;
    private @Nullable IOException readFailure;

    TlsChannel(Transport transport, SSLEngine engine, @Nullable Watchdog watchdog) {
        super(transport, watchdog, SecureSession.CLOSE_DEADLINE);
        this.engine = engine;
        this.in = transport.inputStream();
        this.out = transport.outputStream();
        int packet = engine.getSession().getPacketBufferSize();
        this.received = ByteBuffer.allocate(packet).flip();
        this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .flip();
        this.sealed = ByteBuffer.allocate(packet);
    }

    SSLEngine engine() {
        return engine;
    }

    @Override
    InputStream input() {
        return input;
    }

    @Override
    OutputStream output() {
        return output;
    }

    @Override
    void shutdownOutput() throws IOException {
        output.shutdown();
    }

    /** The JDK's engine keeps the secrets to itself. */
    @Override
    void forget() {}

    // ---- handshake

    void handshake() throws IOException {
        sending.lock();
        receiving.lock();
        try {
            engine.beginHandshake();
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_WRAP -> {
                        if (wrap(NOTHING) == 0 && engine.isOutboundDone()) {
                            throw new SSLException("TLS ended before its handshake did");
                        }
                    }
                    case NEED_TASK -> runTasks();
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                        plain.clear();
                        boolean open = unwrap(plain);
                        plain.flip();
                        if (!open) {
                            throw new AuthException(AuthException.Kind.REFUSED, "the peer closed TLS");
                        }
                    }
                    default -> {
                        return;
                    }
                }
            }
        } catch (SSLException e) {
            sendOwn();
            throw e;
        } finally {
            receiving.unlock();
            sending.unlock();
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** What the engine itself has to say. After a failure that is the alert which tells the peer. */
    private void sendOwn() {
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && wrap(NOTHING) > 0) {
                // one record after the other
            }
        } catch (IOException e) {
            // the peer is gone: the next read or write says so, or the failure that led here already does
        }
    }

    // ---- both directions

    /** Seals one record, of the bytes given or of the engine's own, and sends it. Answers how many bytes that made. */
    private int wrap(ByteBuffer from) throws IOException {
        SSLEngineResult result = engine.wrap(from, sealed);
        while (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            sealed = ByteBuffer.allocate(2 * sealed.capacity());
            result = engine.wrap(from, sealed);
        }
        int bytes = sealed.position();
        sealed.clear();
        out.write(sealed.array(), 0, bytes);
        if (result.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            out.flush();
        }
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
        if (result.getStatus() == SSLEngineResult.Status.CLOSED && from.hasRemaining()) {
            throw new IOException("the session's output is closed");
        }
        return bytes;
    }

    /** Opens one record, which may be one without bytes for us. False at the peer's {@code close_notify}. */
    private boolean unwrap(ByteBuffer to) throws IOException {
        while (true) {
            SSLEngineResult result = engine.unwrap(received, to);
            switch (result.getStatus()) {
                case OK -> {
                    return true;
                }
                case CLOSED -> {
                    return false;
                }
                case BUFFER_UNDERFLOW -> fill();
                case BUFFER_OVERFLOW -> throw new IOException("TLS record larger than " + to.remaining() + " bytes");
            }
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

    // ---- the two streams

    private final class Input extends InputStream {
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
            receiving.lock();
            try {
                if (readFailure != null) {
                    throw again(readFailure);
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
                if (readFailure == null) {
                    readFailure = e instanceof IOException io ? io : new IOException("the session failed", e);
                    abort();
                }
                throw e;
            } finally {
                receiving.unlock();
            }
        }

        private void readRecord() throws IOException {
            plain.clear();
            try {
                peerClosed = !unwrap(plain);
            } catch (SSLException e) {
                answer(); // the alert that says why
                throw e.getCause() instanceof GeneralSecurityException
                        ? new AuthException(AuthException.Kind.TAMPERED, "a TLS record was changed on the way", e)
                        : e;
            } finally {
                plain.flip();
            }
            answer();
        }

        /**
         * Does what a record of TLS's own asks for: an answer to a key update, an alert. If somebody is writing, the
         * answer goes out in front of the next bytes; waiting for the writer could wait for a peer that waits for us.
         */
        private void answer() throws IOException {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                runTasks();
            }
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && sending.tryLock()) {
                try {
                    sendOwn();
                } finally {
                    sending.unlock();
                }
            }
        }

        @Override
        public int available() {
            receiving.lock();
            try {
                return plain.remaining();
            } finally {
                receiving.unlock();
            }
        }

        @Override
        public void close() throws IOException {
            TlsChannel.this.close();
        }
    }

    private final class Output extends OutputStream {
        private final ByteBuffer collected = ByteBuffer.allocate(MAX_PAYLOAD_BYTES);
        private boolean closed;
        private @Nullable IOException failure;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            sending.lock();
            try {
                checkOpen();
                int from = off;
                int left = len;
                while (left > 0) {
                    if (collected.position() == 0 && left >= MAX_PAYLOAD_BYTES) {
                        int whole = left - left % MAX_PAYLOAD_BYTES; // full records straight from the caller's array
                        send(ByteBuffer.wrap(b, from, whole));
                        from += whole;
                        left -= whole;
                        continue;
                    }
                    int n = Math.min(left, collected.remaining());
                    collected.put(b, from, n);
                    from += n;
                    left -= n;
                    if (!collected.hasRemaining()) {
                        sendCollected();
                    }
                }
            } finally {
                sending.unlock();
            }
        }

        @Override
        public void flush() throws IOException {
            sending.lock();
            try {
                if (!closed) {
                    checkOpen();
                    sendCollected();
                }
            } finally {
                sending.unlock();
            }
        }

        void shutdown() throws IOException {
            sending.lock();
            try {
                if (closed) {
                    return;
                }
                checkOpen();
                sendCollected();
                engine.closeOutbound();
                while (!engine.isOutboundDone() && wrap(NOTHING) > 0) {
                    // what the engine still has to say comes before its close_notify
                }
                closed = true;
            } catch (IOException e) {
                throw fail(e);
            } finally {
                sending.unlock();
            }
        }

        private void sendCollected() throws IOException {
            if (collected.position() > 0) {
                send(collected.flip());
                collected.clear();
            }
        }

        private void send(ByteBuffer bytes) throws IOException {
            try {
                while (bytes.hasRemaining()) {
                    wrap(bytes);
                }
            } catch (IOException e) {
                throw fail(e);
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
            if (failure == null) {
                failure = e;
                abort();
            }
            return e;
        }

        @Override
        public void close() throws IOException {
            TlsChannel.this.close();
        }
    }
}
