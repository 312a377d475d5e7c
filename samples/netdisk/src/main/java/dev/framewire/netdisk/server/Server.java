package dev.framewire.netdisk.server;

import dev.framewire.auth.ScramServer;
import dev.framewire.auth.ServerIdentity;
import dev.framewire.framing.Watchdog;
import dev.framewire.netdisk.users.PrivateFiles;
import dev.framewire.netdisk.users.UserStore;
import dev.framewire.transfer.TransferEngine;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A netdisk server over one data folder:
 *
 * <pre>
 *   DATA/identity       the server's key (mode 0600); clients pin its fingerprint. Not used with TLS
 *   DATA/scram-secret   behind the salts shown for users that do not exist
 *   DATA/users.xlsx     the users, with users.log and users.lock beside it
 *   DATA/homes/USER/    the files; partials of broken uploads below .xfer
 *   DATA/serve.lock     held while a server runs
 * </pre>
 */
public final class Server implements Closeable {
    private static final System.Logger LOG = System.getLogger(Server.class.getName());
    /** For all connections together; the engine's {@link TransferEngine#CLOSE_DEADLINE} is a part of it. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final ServerOptions options;
    private final Door door;
    private final ServerContext context;
    private final ServerSocket listener;
    private final FileChannel lockChannel;
    private final MetricsPage metricsPage; // null when nobody asked for it
    private final Housekeeping housekeeping = new Housekeeping(Housekeeping.DEFAULT_PATIENCE);
    private final ConnectionThreads threads;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Deque<Waiting> line = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private int running;
    private boolean stopping;

    private record Waiting(Socket socket, long sinceNanos) {}

    private Server(
            ServerOptions options,
            Door door,
            ServerContext context,
            ServerSocket listener,
            FileChannel lockChannel,
            MetricsPage metricsPage,
            ConnectionThreads threads) {
        this.options = options;
        this.door = door;
        this.context = context;
        this.listener = listener;
        this.lockChannel = lockChannel;
        this.metricsPage = metricsPage;
        this.threads = threads;
    }

    /**
     * Opens the data folder, making what is missing, and begins to listen.
     *
     * @throws IOException when the folder is in use by another server, the users cannot be read, or the port is taken
     */
    public static Server start(ServerOptions options) throws IOException {
        return start(options, ConnectionThreads.create(), Watchdog.create());
    }

    /** The same with another door than noise-nx and the identity in the folder. */
    public static Server start(ServerOptions options, Door door) throws IOException {
        return start(options, ConnectionThreads.create(), Watchdog.create(), data -> door);
    }

    /** With a watchdog, which is closed with the server. */
    static Server start(ServerOptions options, ConnectionThreads threads, Watchdog watchdog) throws IOException {
        return start(options, threads, watchdog, data -> new NoiseDoor(identity(data.resolve("identity"))));
    }

    private interface DoorMaker {
        Door in(Path data) throws IOException;
    }

    private static Server start(ServerOptions options, ConnectionThreads threads, Watchdog watchdog, DoorMaker doors)
            throws IOException {
        Path data = options.data();
        try (Closer opened = new Closer()) {
            opened.later(watchdog);
            PrivateFiles.createFolder(data);
            PrivateFiles.createFolder(data.resolve("homes"));
            FileChannel lockChannel = opened.later(lock(data.resolve("serve.lock")));
            Door door = doors.in(data);
            Metrics metrics = new Metrics();
            UserStore users = opened.later(UserStore.open(options.sheet()));
            ServerContext context = new ServerContext(
                    options,
                    users,
                    new DiskAccounts(data.resolve("homes"), options.maxSessionsPerUser()),
                    opened.later(TransferEngine.create()),
                    watchdog,
                    threads,
                    metrics,
                    ServerContext.defaultRegistrationLimit(),
                    new LoginLimits(),
                    scramSecret(data.resolve("scram-secret")));
            ServerSocket listener = opened.later(new ServerSocket());
            listener.setReuseAddress(true); // a server that was killed may come back at once
            bind(listener, options.listen());
            MetricsPage page =
                    options.metricsPort() < 0 ? null : opened.later(metricsPage(context, options.metricsPort()));
            Server server = new Server(options, door, context, listener, lockChannel, page, threads);
            opened.keep();
            server.begin();
            return server;
        }
    }

    private static MetricsPage metricsPage(ServerContext context, int port) throws IOException {
        try {
            return MetricsPage.open(context.metrics(), port, context.watchdog());
        } catch (BindException e) {
            throw new BindException("cannot show metrics on port " + port + ": " + e.getMessage());
        }
    }

    private static void bind(ServerSocket listener, InetSocketAddress where) throws IOException {
        try {
            listener.bind(where, ServerOptions.MAX_WAITING);
        } catch (BindException e) {
            throw new BindException(
                    "cannot listen on " + where.getHostString() + ":" + where.getPort() + ": " + e.getMessage());
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // held by this very process
        }
        if (lock == null) {
            channel.close();
            throw new IOException(
                    "another server uses the folder " + file.toAbsolutePath().getParent());
        }
        return channel;
    }

    private static ServerIdentity identity(Path file) throws IOException {
        if (Files.exists(file)) {
            return ServerIdentity.load(file);
        }
        ServerIdentity fresh = ServerIdentity.generate();
        fresh.save(file);
        return fresh;
    }

    // behind the salts of users that do not exist; kept, or they would be known by salts that change with each start
    private static byte[] scramSecret(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] fresh = new byte[ScramServer.Config.MIN_SECRET_BYTES];
            new SecureRandom().nextBytes(fresh);
            PrivateFiles.replace(file, fresh);
        }
        byte[] secret = Files.readAllBytes(file);
        if (secret.length < ScramServer.Config.MIN_SECRET_BYTES) {
            throw new IOException(file + " is damaged; remove it, and it is made anew");
        }
        return secret;
    }

    private void begin() {
        housekeeping.every(200, 1000, "users", context.users()::poll);
        housekeeping.everyRound(
                1000, 3_600_000, () -> context.accounts().expirePartials(ServerOptions.PARTIALS_KEPT, housekeeping));
        Thread accepting = new Thread(this::acceptAll, "netdisk-accept");
        accepting.setDaemon(true);
        accepting.start();
    }

    /** Where it listens; the port is the real one. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Where the counters are shown, if they are. */
    public Optional<InetSocketAddress> metricsAddress() {
        return Optional.ofNullable(metricsPage).map(MetricsPage::address);
    }

    /** What clients pin: {@code SHA256:…}. */
    public String fingerprint() {
        return door.fingerprint();
    }

    synchronized int openConnections() {
        return running;
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                admit(listener.accept());
            } catch (IOException | RuntimeException | Error e) {
                if (listener.isClosed()) {
                    return;
                }
                // Out of file descriptors or of memory, most likely: going on at once would only burn the processor.
                // Nothing that happens to one connection may end this loop, or the server would be up and deaf.
                LOG.log(System.Logger.Level.ERROR, "accept-failed error=" + e);
                try {
                    stopped.await(100, TimeUnit.MILLISECONDS);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private synchronized void admit(Socket socket) {
        context.metrics().connections.incrementAndGet();
        if (stopping || running >= options.maxConnections() && line.size() >= ServerOptions.MAX_WAITING) {
            context.metrics().turnedAway.incrementAndGet();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "turned-away source=" + socket.getInetAddress().getHostAddress());
            closeQuietly(socket);
        } else if (running >= options.maxConnections()) {
            line.add(new Waiting(socket, System.nanoTime()));
            context.metrics().waiting.set(line.size());
        } else {
            run(socket);
        }
    }

    private void run(Socket socket) {
        running++;
        open.add(socket);
        context.metrics().openConnections.incrementAndGet();
        try {
            threads.start(() -> {
                try {
                    new Connection(context, door, socket).run();
                } finally {
                    ended(socket);
                }
            });
        } catch (RuntimeException | Error e) { // no thread for it: OutOfMemoryError, says the JVM
            context.metrics().turnedAway.incrementAndGet();
            LOG.log(
                    System.Logger.Level.ERROR,
                    "turned-away source=" + socket.getInetAddress().getHostAddress() + " error=" + e);
            closeQuietly(socket);
            forget(socket);
        }
    }

    private void forget(Socket socket) {
        running--;
        open.remove(socket);
        context.metrics().openConnections.decrementAndGet();
    }

    private synchronized void ended(Socket socket) {
        forget(socket);
        while (!line.isEmpty() && running < options.maxConnections() && !stopping) {
            Waiting next = line.poll();
            context.metrics().waiting.set(line.size());
            // who waited longer than a client waits for a handshake has left
            if (System.nanoTime() - next.sinceNanos > TimeUnit.SECONDS.toNanos(10)) {
                closeQuietly(next.socket);
            } else {
                run(next.socket);
            }
        }
        notifyAll();
    }

    /** Blocks until the server was closed. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /**
     * Stops: no new connections, running transfers are cut where they are and their partials kept, the users' sheet is
     * written. Clients that do not read hold it up for ten seconds at most, however many they are: what they have under way is ended side by
     * side, within {@link TransferEngine#CLOSE_DEADLINE}, before their sockets are closed, so that those that do read hear of the end.
     */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (stopping) {
                return;
            }
            stopping = true;
        }
        long end = System.nanoTime() + STOP_LIMIT.toNanos();
        try (Closer all = new Closer()) { // each is closed whatever happens to the others; the last one first
            all.later(stopped::countDown);
            all.later(lockChannel);
            all.later(context.watchdog());
            all.later(context.users());
            all.later(() -> awaitConnections(end));
            all.later(this::cutConnections);
            all.later(context.engine());
            all.later(housekeeping);
            all.later(metricsPage == null ? () -> {} : metricsPage);
            all.later(listener);
        }
    }

    private void cutConnections() {
        open.forEach(Server::closeQuietly);
        synchronized (this) {
            line.forEach(waiting -> closeQuietly(waiting.socket));
        }
    }

    private synchronized void awaitConnections(long end) {
        try {
            while (running > 0 && System.nanoTime() - end < 0) {
                wait(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "close-failed error=" + e);
        }
    }
}
