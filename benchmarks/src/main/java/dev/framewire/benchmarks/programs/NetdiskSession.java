package dev.framewire.benchmarks.programs;

import dev.framewire.auth.NoiseNxClient;
import dev.framewire.auth.ScramClient;
import dev.framewire.auth.SecureSession;
import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.Transport;
import dev.framewire.transfer.FileStore;
import dev.framewire.transfer.GetRequest;
import dev.framewire.transfer.PutRequest;
import dev.framewire.transfer.TransferEngine;
import dev.framewire.transfer.TransferSink;
import dev.framewire.transfer.TransferSource;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A connection to a netdisk server, as its SPEC describes it: thousands of the real client would not fit a machine. */
final class NetdiskSession implements Closeable {
    private static final HeaderKey TYPE = HeaderKey.of("type");
    private static final HeaderKey USER = HeaderKey.of("user");
    private static final int MAX_ANSWER_BYTES = 1 << 20;
    private static final byte[] NOTHING = {};

    private final Socket socket;
    private final SecureSession session;
    private final FrameReader in;
    private final FrameWriter out;

    /** To a server that this process started: whatever key it shows is its own. */
    NetdiskSession(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        try {
            socket.setTcpNoDelay(true);
            session = NoiseNxClient.with(key -> true).connect(Transport.of(socket));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        in = new FrameReader(session.inputStream());
        out = new FrameWriter(session.outputStream());
    }

    /** Logs in with a password, and asks for a token. */
    String token(String user, String password) throws IOException {
        ScramClient scram = ScramClient.start(session, user, password.toCharArray());
        byte[] first = ask(new HeaderBuilder().put(TYPE, "scram-first"), scram.clientFirst());
        scram.verify(ask(new HeaderBuilder().put(TYPE, "scram-final"), scram.clientFinal(first)));
        return new String(ask(new HeaderBuilder().put(TYPE, "token-issue"), NOTHING), StandardCharsets.US_ASCII);
    }

    void login(String user, String token) throws IOException {
        ask(new HeaderBuilder().put(TYPE, "token-login").put(USER, user), token.getBytes(StandardCharsets.US_ASCII));
    }

    /** Shows that it is still served. */
    void ping() throws IOException {
        ask(new HeaderBuilder().put(TYPE, "ping"), NOTHING);
    }

    private byte[] ask(HeaderBuilder header, byte[] body) throws IOException {
        out.write(header, body);
        Frame answer = in.next();
        if (answer == null) {
            throw new IOException("the server ended the connection");
        }
        String type = answer.header().getString(TYPE);
        byte[] said = answer.readBody(MAX_ANSWER_BYTES);
        if (!type.equals("ok")) {
            throw new IOException("the server said " + type);
        }
        return said;
    }

    void put(TransferEngine engine, Path file, String name) throws IOException {
        engine.put(in, out, TransferSource.file(file), PutRequest.to(name)).await();
    }

    void get(TransferEngine engine, String name, FileStore store, Path file) throws IOException {
        engine.get(in, out, TransferSink.file(store, "bench", file), GetRequest.of(name))
                .await();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
