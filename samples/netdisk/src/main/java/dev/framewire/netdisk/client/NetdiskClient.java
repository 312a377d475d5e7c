package dev.framewire.netdisk.client;

import dev.framewire.auth.AuthException;
import dev.framewire.auth.CertificateVerifier;
import dev.framewire.auth.NoiseNxClient;
import dev.framewire.auth.ScramClient;
import dev.framewire.auth.ScramVerifier;
import dev.framewire.auth.SecureSession;
import dev.framewire.auth.TlsBinding;
import dev.framewire.auth.TlsClient;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderView;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import dev.framewire.netdisk.wire.CountingTransport;
import dev.framewire.netdisk.wire.Entry;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.transfer.GetRequest;
import dev.framewire.transfer.PackRequest;
import dev.framewire.transfer.PackTransfer;
import dev.framewire.transfer.PutRequest;
import dev.framewire.transfer.SmallFile;
import dev.framewire.transfer.SmallFileResult;
import dev.framewire.transfer.Transfer;
import dev.framewire.transfer.TransferEngine;
import dev.framewire.transfer.TransferSink;
import dev.framewire.transfer.TransferSource;
import dev.framewire.transfer.WantedFile;
import dev.framewire.transfer.WantedFileResult;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/** A connection to a server, and what can be asked of it. Not thread-safe: one request at a time. */
public final class NetdiskClient implements Closeable {
    /** To connect, and again for the handshake. */
    public static final Duration CONNECT_DEADLINE = Duration.ofSeconds(10);
    /** How long the server may be silent while it owes an answer. */
    public static final Duration ANSWER_DEADLINE = Duration.ofSeconds(60);
    /** The work of PBKDF2 in new verifiers. */
    public static final int ITERATIONS = 600_000;

    private final Watchdog watchdog;
    private final SecureSession session;
    private final FrameReader in;
    private final FrameWriter out;
    private final Requests requests;
    private final HostPort server;
    private final AtomicLong received;
    private final AtomicLong sent;
    private final TransferEngine engine = TransferEngine.create();
    private String user = "";

    private NetdiskClient(
            HostPort server, Watchdog watchdog, SecureSession session, AtomicLong received, AtomicLong sent) {
        this.server = server;
        this.watchdog = watchdog;
        this.session = session;
        this.received = received;
        this.sent = sent;
        FrameLimits limits = FrameLimits.builder().idleTimeout(ANSWER_DEADLINE).build();
        this.in = new FrameReader(session.transport(), FrameFormat.nativeFormat(), limits, watchdog);
        this.out = new FrameWriter(session.outputStream(), FrameFormat.nativeFormat(), limits);
        this.requests = new Requests(in, out);
    }

    /**
     * Connects and makes sure that the server is the pinned one. Nothing was sent to another one.
     *
     * @param pinned the identity to accept, or null when none is known: then this always throws, with what was shown
     * @throws IdentityException when the server's identity is another one
     * @throws IOException when there is no server, or it does not answer as one
     */
    public static NetdiskClient connect(HostPort server, String pinned) throws IOException, IdentityException {
        AtomicReference<String> shown = new AtomicReference<>();
        AtomicLong received = new AtomicLong();
        AtomicLong sent = new AtomicLong();
        Watchdog watchdog = Watchdog.create();
        Socket socket = new Socket();
        boolean connected = false;
        try {
            var address = server.resolve();
            if (address.isUnresolved()) {
                throw new UnknownHostException("no such host: " + server.host());
            }
            socket.setTcpNoDelay(true);
            socket.connect(address, (int) CONNECT_DEADLINE.toMillis());
            Transport wire = CountingTransport.of(socket, received, sent);
            Predicate<String> isPinned = fingerprint -> {
                shown.set(fingerprint);
                return fingerprint.equals(pinned);
            };
            SecureSession session =
                    server.tls() ? tls(wire, watchdog, isPinned) : noise(wire, watchdog, isPinned, received);
            NetdiskClient client = new NetdiskClient(server, watchdog, session, received, sent);
            client.hello();
            connected = true;
            return client;
        } catch (ConnectException e) {
            throw new ConnectException("no server at " + server + ": " + e.getMessage());
        } catch (IOException e) {
            if (shown.get() != null && !shown.get().equals(pinned)) {
                throw new IdentityException(server, pinned, shown.get());
            }
            throw e;
        } finally {
            if (!connected) {
                socket.close();
                watchdog.close();
            }
        }
    }

    private static SecureSession noise(
            Transport wire, Watchdog watchdog, Predicate<String> isPinned, AtomicLong received) throws IOException {
        try {
            return NoiseNxClient.with(key -> isPinned.test(key.fingerprint()))
                    .deadline(CONNECT_DEADLINE)
                    .watchdog(watchdog)
                    .connect(wire);
        } catch (IOException e) {
            boolean answered = received.get() > 0;
            AuthException.Kind kind = e instanceof AuthException auth ? auth.kind() : null;
            if (!answered) {
                throw new IOException(silence(kind, e), e);
            }
            // TLS answers our first frame with an alert of seven bytes, and leaves
            if (kind != AuthException.Kind.MALFORMED && kind != AuthException.Kind.TRUNCATED) {
                throw e;
            }
            throw new IOException(e.getMessage() + " (a server that speaks TLS is named tls://HOST:PORT)", e);
        }
    }

    private static String silence(AuthException.Kind kind, IOException e) {
        if (kind == AuthException.Kind.TIMEOUT) {
            return "no answer within " + CONNECT_DEADLINE.toSeconds()
                    + " s: the server is full or busy, or no netdisk; try later";
        }
        return "it was closed before a word (" + e.getMessage() + "): the server is full, or no netdisk; try later";
    }

    private static SecureSession tls(Transport wire, Watchdog watchdog, Predicate<String> isPinned) throws IOException {
        try {
            return TlsClient.with(certificate -> isPinned.test(CertificateVerifier.fingerprint(certificate)))
                    .binding(TlsBinding.SERVER_END_POINT)
                    .deadline(CONNECT_DEADLINE)
                    .watchdog(watchdog)
                    .connect(wire);
        } catch (SSLException e) {
            throw new IOException(e.getMessage() + " (a server that does not speak TLS is named without tls://)", e);
        }
    }

    private void hello() throws IOException {
        try {
            requests.ask(new HeaderBuilder()
                    .put(Messages.TYPE, Messages.HELLO.name())
                    .put(Messages.VERSION_FIELD, Messages.VERSION)
                    .put(Messages.AGENT, "netdisk/1"));
        } catch (RefusedException e) {
            throw new IOException("the server does not speak our version: " + e.getMessage(), e);
        }
    }

    public HostPort server() {
        return server;
    }

    /** Who is logged in; empty before. */
    public String user() {
        return user;
    }

    /** Bytes on the socket so far, both ways, below everything. */
    public long wireBytes() {
        return received.get() + sent.get();
    }

    // ---- who we are

    /** Makes a user. The server gets a verifier, from which it cannot read the password. */
    public void register(String name, char[] password) throws IOException, RefusedException {
        requests.ask(
                Requests.header(Messages.REGISTER).put(Messages.USER, name),
                ScramVerifier.derive(password, ITERATIONS).encoded().getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Logs in with a password, and makes sure that the server knows its verifier.
     *
     * @throws UnprovenServerException when it does not, or asks for so few rounds that it were told the password
     */
    public void login(String name, char[] password) throws IOException, RefusedException {
        ScramClient scram = ScramClient.start(session, name, password);
        Requests.Reply first = requests.ask(Requests.header(Messages.SCRAM_FIRST), scram.clientFirst());
        byte[] proof = proven(name, () -> scram.clientFinal(first.body()));
        Requests.Reply last = requests.ask(Requests.header(Messages.SCRAM_FINAL), proof);
        proven(name, () -> {
            scram.verify(last.body());
            return true;
        });
        user = name;
    }

    private interface Step<T> {
        T take() throws AuthException;
    }

    // the channel is authentic: what is wrong in these messages the server itself made wrong
    private <T> T proven(String name, Step<T> step) throws UnprovenServerException {
        try {
            return step.take();
        } catch (AuthException e) {
            throw new UnprovenServerException(server, name, e);
        }
    }

    public void loginWithToken(String name, String token) throws IOException, RefusedException {
        requests.ask(
                Requests.header(Messages.TOKEN_LOGIN).put(Messages.USER, name),
                token.getBytes(StandardCharsets.US_ASCII));
        user = name;
    }

    public String issueToken() throws IOException, RefusedException {
        return new String(requests.ask(Requests.header(Messages.TOKEN_ISSUE)).body(), StandardCharsets.US_ASCII);
    }

    public void revokeToken(String token) throws IOException, RefusedException {
        requests.ask(Requests.header(Messages.TOKEN_REVOKE), token.getBytes(StandardCharsets.US_ASCII));
    }

    /** Changes the password; every token ends. */
    public void changePassword(char[] password) throws IOException, RefusedException {
        requests.ask(
                Requests.header(Messages.PASSWORD),
                ScramVerifier.derive(password, ITERATIONS).encoded().getBytes(StandardCharsets.US_ASCII));
    }

    // ---- files and folders

    /** What is in a folder, in no particular order. */
    public List<Listed> list(RemotePath path, boolean recursive) throws IOException, RefusedException {
        Listing listing = new Listing(path, recursive);
        requests.lines(
                Requests.header(Messages.LIST, path).put(Messages.RECURSIVE, recursive),
                line -> listing.add(Entry.read(line)));
        return listing.all();
    }

    public Entry stat(RemotePath path) throws IOException, RefusedException {
        return Entry.read(
                requests.ask(Requests.header(Messages.STAT, path)).header().view());
    }

    public void makeFolder(RemotePath path, boolean parents) throws IOException, RefusedException {
        requests.ask(makingOf(path, parents));
    }

    private static HeaderBuilder makingOf(RemotePath folder, boolean parents) {
        return Requests.header(Messages.MKDIR, folder).put(Messages.PARENTS, parents);
    }

    /** Makes folders, in this order and each with those above it, and tells which are refused. One that is there is as good as made. */
    public void makeFolders(List<RemotePath> folders, Refusals refusals) throws Exception {
        requests.askEach(folders.stream().map(folder -> makingOf(folder, true)).iterator(), refusals);
    }

    /** Is told what is refused of many requests; the first exception ends them, and the connection is of no use then. */
    public interface Refusals {
        void refused(RefusedException refusal) throws Exception;
    }

    public void removeFolder(RemotePath path) throws IOException, RefusedException {
        requests.ask(Requests.header(Messages.RMDIR, path));
    }

    public void remove(RemotePath path) throws IOException, RefusedException {
        requests.ask(Requests.header(Messages.REMOVE, path));
    }

    public void move(RemotePath from, RemotePath to) throws IOException, RefusedException {
        requests.ask(Requests.header(Messages.MOVE, from).put(Messages.TO, to.toString()));
    }

    /** Bytes used, of which claimed by puts that run or can be resumed, and the quota. */
    public record Usage(long used, long reserved, long quota) {}

    public Usage usage() throws IOException, RefusedException {
        HeaderView reply =
                requests.ask(Requests.header(Messages.USAGE)).header().view();
        return new Usage(reply.getLong(Messages.USED), reply.getLong(Messages.RESERVED), reply.getLong(Messages.QUOTA));
    }

    /** Size and SHA-256 of a file, as the server reads it now. */
    public record Digest(long size, String sha256) {}

    public Digest digest(RemotePath path) throws IOException, RefusedException {
        HeaderView reply =
                requests.ask(Requests.header(Messages.DIGEST, path)).header().view();
        return new Digest(reply.getLong(Messages.SIZE), reply.getString(Messages.SHA256));
    }

    /** An upload that broke off and can be resumed. */
    public record Partial(String path, long size, long written, long durable) {}

    public List<Partial> partials() throws IOException, RefusedException {
        List<Partial> partials = new ArrayList<>();
        requests.lines(
                Requests.header(Messages.PARTIALS),
                line -> partials.add(new Partial(
                        line.getString(Messages.NAME),
                        line.getLong(Messages.SIZE),
                        line.getLong(Messages.WRITTEN),
                        line.getLong(Messages.DURABLE))));
        return partials;
    }

    public void dropPartial(RemotePath path) throws IOException, RefusedException {
        requests.ask(Requests.header(Messages.DROP, path));
    }

    public void ping() throws IOException, RefusedException {
        requests.ask(Requests.header(Messages.PING));
    }

    // ---- transfers

    /**
     * Begins an upload; it goes on where an earlier one broke off. As in a download the tree is BLAKE3's: without instructions for
     * SHA-256 that takes a fraction of the time.
     */
    public Transfer put(TransferSource source, RemotePath to, long rateBytesPerSecond) {
        PutRequest request = PutRequest.to(to.toString()).blake3();
        return engine.put(
                in, out, source, rateBytesPerSecond > 0 ? request.rateBytesPerSecond(rateBytesPerSecond) : request);
    }

    /** Begins a download; it goes on where an earlier one of the same file broke off. */
    public Transfer get(RemotePath from, TransferSink sink, long rateBytesPerSecond) {
        GetRequest request = GetRequest.of(from.toString()).blake3();
        return engine.get(
                in, out, sink, rateBytesPerSecond > 0 ? request.rateBytesPerSecond(rateBytesPerSecond) : request);
    }

    /** Begins an upload of many small files. What it reports is told on threads of its own. */
    public PackTransfer putAll(Iterator<SmallFile> files, boolean permissions, Consumer<SmallFileResult> results) {
        return engine.putAll(in, out, files, packs(permissions), results);
    }

    /** Begins a download of many small files. What it reports is told on threads of its own. */
    public PackTransfer getAll(Iterator<WantedFile> files, boolean permissions, Consumer<WantedFileResult> results) {
        return engine.getAll(in, out, files, packs(permissions), results);
    }

    private static PackRequest packs(boolean permissions) {
        PackRequest request = PackRequest.any().blake3();
        return permissions ? request.withPermissions() : request;
    }

    /** Whose a partial of a download is: two servers' files of one name never meet in one. */
    public String ownerOf(RemotePath from) {
        return server + " " + user + " " + from;
    }

    @Override
    public void close() throws IOException {
        engine.close();
        try {
            session.close();
        } finally {
            session.transport().abort();
            watchdog.close();
        }
    }
}
