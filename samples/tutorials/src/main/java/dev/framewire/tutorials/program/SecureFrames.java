package dev.framewire.tutorials.program;

import dev.framewire.auth.HmacClient;
import dev.framewire.auth.HmacServer;
import dev.framewire.auth.SecureSession;
import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.HeaderBytes;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;

/**
 * What every lesson's own format is:
 *
 * <pre>
 *     socket → hmac-sha256 handshake, AES-256-GCM records → native frames
 * </pre>
 *
 * It cannot be had without both ends having proved that they hold the key. The server proves its lesson's name too, so that the echo server
 * cannot pass for the login server, which has the same key.
 */
public final class SecureFrames implements Closeable {
    private final SecureSession session;
    private final FrameReader reader;
    private final FrameWriter writer;

    private SecureFrames(SecureSession session, FrameLimits limits, Watchdog watchdog) {
        this.session = session;
        this.reader = new FrameReader(session.transport(), FrameFormat.nativeFormat(), limits, watchdog);
        this.writer = new FrameWriter(session.outputStream(), FrameFormat.nativeFormat(), limits);
    }

    public static SecureFrames accept(HmacServer server, Socket client, FrameLimits limits, Watchdog watchdog)
            throws IOException {
        return new SecureFrames(server.watchdog(watchdog).accept(Transport.of(client)), limits, watchdog);
    }

    public static SecureFrames connect(HmacClient client, Socket server, FrameLimits limits, Watchdog watchdog)
            throws IOException {
        return new SecureFrames(client.watchdog(watchdog).connect(Transport.of(server)), limits, watchdog);
    }

    /** Null when the peer has said goodbye; a cut connection is an error. */
    public Frame next() throws IOException {
        return reader.next();
    }

    public Frame answer() throws IOException {
        Frame answer = reader.next();
        if (answer == null) {
            throw new EOFException("the server closed the connection without an answer");
        }
        return answer;
    }

    public void send(HeaderBytes header, byte[] body) throws IOException {
        writer.write(header, body);
    }

    /** What a login inside is bound to. */
    public SecureSession session() {
        return session;
    }

    public FrameReader reader() {
        return reader;
    }

    public FrameWriter writer() {
        return writer;
    }

    @Override
    public void close() throws IOException {
        session.close();
    }
}
