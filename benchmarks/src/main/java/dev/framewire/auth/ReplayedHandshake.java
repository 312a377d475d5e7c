package dev.framewire.auth;

import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * One hmac-sha256 handshake, either side of which can be made again and again on one thread: the other side's frames are
 * played to it. It lies in this package to give both sides nonces that are known, without which no proof would hold twice.
 * Every byte is read, checked, derived and written as ever, and the nonces are drawn before they are replaced.
 */
public final class ReplayedHandshake {
    private final HmacClient client;
    private final HmacServer server;
    private final byte[] fromClient;
    private final byte[] fromServer;

    /** Draws random bytes as ever, and then returns zeros. */
    private static final class KnownRandom extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final transient SecureRandom random = new SecureRandom();

        @Override
        public void nextBytes(byte[] bytes) {
            random.nextBytes(bytes);
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private ReplayedHandshake(HmacClient client, HmacServer server, byte[] fromClient, byte[] fromServer) {
        this.client = client;
        this.server = server;
        this.fromClient = fromClient;
        this.fromServer = fromServer;
    }

    /** Two connected transports. */
    public record Ends(Transport client, Transport server) {}

    /** Runs two pieces of work at the same time. */
    public interface Both {
        /** Returns when both have ended. */
        void run(Work first, Work second) throws IOException;
    }

    /** One side. */
    public interface Work {
        /** Does it. */
        void run() throws IOException;
    }

    /** Makes the handshake whose frames will be played. */
    public static ReplayedHandshake over(Ends ends, Watchdog watchdog, Both both) throws IOException {
        SharedKey key = SharedKey.generate("benchmark");
        HandshakeOptions options = new HandshakeOptions(HandshakeOptions.DEFAULT_DEADLINE, watchdog, new KnownRandom());
        HmacClient client = HmacClient.with(key).options(options);
        HmacServer server = HmacServer.with(key).options(options);
        ByteArrayOutputStream fromClient = new ByteArrayOutputStream();
        ByteArrayOutputStream fromServer = new ByteArrayOutputStream();
        both.run(
                () -> client.connect(recording(ends.client(), fromClient)),
                () -> server.accept(recording(ends.server(), fromServer)));
        return new ReplayedHandshake(client, server, fromClient.toByteArray(), fromServer.toByteArray());
    }

    private static Transport recording(Transport end, OutputStream copy) {
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                copy.write(b, off, len);
                end.outputStream().write(b, off, len);
            }
        };
        return Transport.of(end.inputStream(), out, () -> {});
    }

    /** The client's whole side. */
    public SecureSession client() throws IOException {
        return client.connect(played(fromServer));
    }

    /** The server's whole side. */
    public SecureSession server() throws IOException {
        return server.accept(played(fromClient));
    }

    private static Transport played(byte[] frames) {
        return Transport.of(new ByteArrayInputStream(frames), OutputStream.nullOutputStream(), () -> {});
    }
}
