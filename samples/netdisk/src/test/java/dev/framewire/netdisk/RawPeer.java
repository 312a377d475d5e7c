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
import dev.framewire.transfer.Condition;
import dev.framewire.transfer.FileStore;
import dev.framewire.transfer.GetRequest;
import dev.framewire.transfer.PutRequest;
import dev.framewire.transfer.SmallFile;
import dev.framewire.transfer.Transfer;
import dev.framewire.transfer.TransferEngine;
import dev.framewire.transfer.TransferException;
import dev.framewire.transfer.TransferSink;
import dev.framewire.transfer.TransferSource;
import dev.framewire.transfer.WantedFile;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A client that sends what ours never would. */
final class RawPeer implements AutoCloseable {
    static final HeaderKey TYPE = HeaderKey.of("type");
    static final HeaderKey PATH = HeaderKey.of("path");
    static final HeaderKey CODE = HeaderKey.of("code");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Socket socket;
    private final FrameReader in;
    private final FrameWriter out;
    private final SecureSession session;

    RawPeer(String address) throws IOException {
        HostPort server = HostPort.parse(address);
        socket = new Socket(server.host(), server.port());
        session = NoiseNxClient.with(key -> true).deadline(PATIENCE).connect(Transport.of(socket));
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

    /** Comes back with a token. */
    RawPeer login(String user, String token) throws IOException {
        String answer = ask(
                new HeaderBuilder().put(TYPE, "token-login").put(HeaderKey.of("user"), user),
                token.getBytes(StandardCharsets.US_ASCII));
        if (!answer.equals("ok")) {
            throw new IOException("not logged in: " + answer);
        }
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

    /** Puts a file by itself, or in a pack, and gives back how that failed; null if it did not. */
    TransferException.Kind put(Path file, String to, boolean packed) throws IOException {
        return run(engine -> {
            if (!packed) {
                engine.put(in, out, TransferSource.file(file), PutRequest.to(to))
                        .await();
                return null;
            }
            AtomicReference<TransferException> failure = new AtomicReference<>();
            List<SmallFile> files = List.of(new SmallFile(to, file));
            engine.putAll(in, out, files.iterator(), Condition.ANY, result -> failure.set(result.failure()))
                    .await();
            return failure.get();
        });
    }

    /** A put that is begun. */
    Transfer begin(TransferEngine engine, TransferSource source, String to) {
        return engine.put(in, out, source, PutRequest.to(to));
    }

    /** Gets a file by itself, or in a pack, and gives back how that failed; null if it did not. */
    TransferException.Kind get(String from, Path folder, boolean packed) throws IOException {
        try (FileStore store = FileStore.open(folder.resolve(".xfer"))) {
            TransferSink sink = TransferSink.file(store, "eve", folder.resolve("got"));
            return run(engine -> {
                if (!packed) {
                    engine.get(in, out, sink, GetRequest.of(from)).await();
                    return null;
                }
                AtomicReference<TransferException> failure = new AtomicReference<>();
                List<WantedFile> files = List.of(new WantedFile(from, sink));
                engine.getAll(in, out, files.iterator(), result -> failure.set(result.failure()))
                        .await();
                return failure.get();
            });
        }
    }

    private interface Attempt {
        TransferException by(TransferEngine engine) throws IOException;
    }

    private static TransferException.Kind run(Attempt attempt) throws IOException {
        try (TransferEngine engine = TransferEngine.create()) {
            TransferException failure = attempt.by(engine);
            return failure == null ? null : failure.kind();
        } catch (TransferException e) {
            return e.kind();
        }
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

    /** Leaves without a word. */
    void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        hangUp();
    }
}
