package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/**
 * Bytes for the peer in records of TLS.
 *
 * <pre>
 *     writer → collected → wrap → sealed → transport
 * </pre>
 */
final class TlsOutput extends SessionOutput {
    /** The largest payload of a TLS record (RFC 8446 §5.1). */
    private static final int MAX_PAYLOAD_BYTES = 16 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final ByteBuffer collected = ByteBuffer.allocate(MAX_PAYLOAD_BYTES);
    /** Sealed bytes on their way; empty between two calls. */
    private ByteBuffer sealed;

    TlsOutput(Transport transport, SSLEngine engine, RecordInput.SessionEnd session) {
        super(transport.outputStream(), session);
        this.engine = engine;
        this.sealed = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    }

    @Override
    int take(byte[] b, int off, int len) throws IOException {
        if (collected.position() == 0 && len >= MAX_PAYLOAD_BYTES) {
            int whole = len - len % MAX_PAYLOAD_BYTES; // full records straight from the caller's array
            send(ByteBuffer.wrap(b, off, whole));
            return whole;
        }
        int n = Math.min(len, collected.remaining());
        collected.put(b, off, n);
        if (!collected.hasRemaining()) {
            sendCollected();
        }
        return n;
    }

    @Override
    void sendCollected() throws IOException {
        if (collected.position() > 0) {
            send(collected.flip());
            collected.clear();
        }
    }

    private void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            wrap(bytes);
        }
    }

    @Override
    void sendEnd() throws IOException {
        engine.closeOutbound();
        while (!engine.isOutboundDone() && wrapOwn() > 0) {
            // what the engine still has to say comes before its close_notify
        }
    }

    /** The JDK's engine keeps the secrets to itself. */
    @Override
    void wipe() {}

    /** Seals and sends one record of the engine's own. Answers how many bytes that made. */
    int wrapOwn() throws IOException {
        return wrap(NOTHING);
    }

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
            TlsChannel.runTasks(engine);
        }
        if (result.getStatus() == SSLEngineResult.Status.CLOSED && from.hasRemaining()) {
            throw new IOException("the session's output is closed");
        }
        return bytes;
    }

    /** What the engine itself has to say. After a failure that is the alert which tells the peer. */
    void sendOwn() {
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && wrapOwn() > 0) {
                // one record after the other
            }
        } catch (IOException e) {
            // the peer is gone: the next read or write says so, or the failure that led here already does
        }
    }

    /**
     * Does for the reader what a record of TLS's own asks for: an answer to a key update, an alert. If somebody is writing,
     * the answer goes out in front of the next bytes; waiting for the writer could wait for a peer that waits for us.
     */
    void answer() {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            TlsChannel.runTasks(engine);
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && lock.tryLock()) {
            try {
                sendOwn();
            } finally {
                lock.unlock();
            }
        }
    }
}
