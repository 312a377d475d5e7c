package dev.framewire.netdisk;

import dev.framewire.auth.NoiseNxClient;
import dev.framewire.auth.ScramClient;
import dev.framewire.auth.ScramLimits;
import dev.framewire.auth.ScramVerifier;
import dev.framewire.auth.SecureSession;
import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.Transport;
import dev.framewire.netdisk.client.HostPort;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends what ours never would. */
final class RawPeer implements AutoCloseable {
    static final HeaderKey TYPE = HeaderKey.of("type");
    static final HeaderKey PATH = HeaderKey.of("path");
    static final HeaderKey CODE = HeaderKey.of("code");

    private final Socket socket;
    private final FrameReader in;
    private final FrameWriter out;
    private final SecureSession session;

    RawPeer(String address) throws IOException {
        HostPort server = HostPort.parse(address);
        socket = new Socket(server.host(), server.port());
        session = NoiseNxClient.with(key -> true).connect(Transport.of(socket));
        in = new FrameReader(session.inputStream());
        out = new FrameWriter(session.outputStream());
    }

    /** What the server says of that user before any proof: salt and iterations. */
    String saltOf(String user) throws IOException {
        ScramClient scram = ScramClient.start(session, user, NetdiskProcess.PASSWORD.toCharArray());
        ask(new HeaderBuilder().put(TYPE, "scram-first"), scram.clientFirst());
        return text().substring(text().indexOf(",s="));
    }

    RawPeer login(String user) throws IOException {
        ScramClient scram = ScramClient.start(session, user, NetdiskProcess.PASSWORD.toCharArray());
        ask(new HeaderBuilder().put(TYPE, "scram-first"), scram.clientFirst());
        ask(new HeaderBuilder().put(TYPE, "scram-final"), scram.clientFinal(body));
        return this;
    }

    /** Makes a user whose verifier has the fewest rounds that a client takes: a test is not after the password. */
    RawPeer register(String user) throws IOException {
        byte[] verifier = ScramVerifier.derive(
                        NetdiskProcess.PASSWORD.toCharArray(), ScramLimits.DEFAULT_MIN_ITERATIONS)
                .encoded()
                .getBytes(StandardCharsets.US_ASCII);
        String answer = ask(new HeaderBuilder().put(TYPE, "register").put(HeaderKey.of("user"), user), verifier);
        if (!answer.equals("ok")) {
            throw new IOException("not registered: " + answer);
        }
        return this;
    }

    /** A token of who is logged in. */
    String token() throws IOException {
        ask(new HeaderBuilder().put(TYPE, "token-issue"), new byte[0]);
        return text();
    }

    private byte[] body = {};

    /** Sends a message and gives back {@code ok}, {@code entries}, or the code of the error. */
    String ask(HeaderBuilder header, byte[] content) throws IOException {
        out.write(header, content);
        Frame frame = in.next();
        if (frame == null) {
            return "closed";
        }
        String type = frame.header().getString(TYPE);
        String answer = type.equals("error") ? frame.header().getString(CODE) : type;
        body = frame.readBody(1 << 20);
        return answer;
    }

    String ask(String type, String path) throws IOException {
        return ask(new HeaderBuilder().put(TYPE, type).put(PATH, path), new byte[0]);
    }

    /** Asks and asks and never reads an answer; true when the server has cut us off. */
    boolean askUntilCut(String type, String path) {
        try {
            for (int i = 0; i < 100_000; i++) {
                out.write(new HeaderBuilder().put(TYPE, type).put(PATH, path));
            }
            return false;
        } catch (IOException cut) {
            return true;
        }
    }

    /** Says nothing until the server ends the connection. */
    boolean awaitEnd() {
        try {
            return in.next() == null;
        } catch (IOException cut) {
            return true;
        }
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
