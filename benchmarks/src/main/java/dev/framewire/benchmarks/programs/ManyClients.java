package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.process.Leftovers;
import dev.framewire.transfer.FileStore;
import dev.framewire.transfer.TransferEngine;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A netdisk server with {@code -Xmx512m}, so many clients logged in that do nothing, and some that send and fetch a file
 * beside them. The time is that of all transfers, or where there are none, one login's share of the time in which all log in.
 * It fails if any of them does.
 */
public final class ManyClients implements Contestant, Closeable {
    /** What the server's collector holds of memory, free or not, in bytes. */
    public static final String HEAP = "heapBytes";

    private static final int FILE_BYTES = 16 << 20;
    /** A few for each core: who waits longer than ten seconds for a handshake is cut off, on either side. */
    private static final int LOGINS_AT_ONCE = 8;
    /** Of each generation, as {@code jcmd GC.heap_info} has it. */
    private static final Pattern GENERATION = Pattern.compile("total (\\d+)K, used");

    private final Path folder;
    private final Netdisk netdisk;
    private final String jcmd;
    private final int idle;
    private final int transferring;
    private final String token;
    private double heap;

    /** Starts the server. */
    public ManyClients(Path folder, Path root, Path javaHome, int idle, int transferring)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.idle = idle;
        this.transferring = transferring;
        this.jcmd = javaHome.resolve("bin/jcmd").toString();
        for (int i = 0; i < transferring; i++) {
            Trees.fill(source(i), FILE_BYTES + i, i);
        }
        String most = String.valueOf(idle + transferring + 2);
        this.netdisk = new Netdisk(
                folder.resolve("netdisk"),
                root,
                javaHome,
                List.of(),
                Map.of("JAVA_TOOL_OPTIONS", "-Xmx512m"),
                List.of("--max-connections", most, "--max-sessions-per-user", most));
        try (NetdiskSession first = new NetdiskSession(netdisk.port())) {
            token = first.token(Netdisk.USER, Netdisk.PASSWORD);
        } catch (IOException e) {
            netdisk.close();
            throw e;
        }
    }

    /** Each has its own content, and even its own size: what the user has at the server already would not be sent. */
    private Path source(int number) {
        return folder.resolve("source" + number);
    }

    @Override
    public String name() {
        return "netdisk";
    }

    @Override
    public void prepare() {
        for (int i = 0; i < transferring; i++) {
            Leftovers.remove(netdisk.home().resolve("file" + i));
            Leftovers.remove(folder.resolve("got" + i));
        }
    }

    @Override
    public double run() throws IOException, InterruptedException {
        Queue<NetdiskSession> waiting = new ConcurrentLinkedQueue<>();
        try {
            double seconds = all(LOGINS_AT_ONCE, Collections.nCopies(idle, () -> waitLoggedIn(waiting))) / idle;
            if (transferring > 0) {
                seconds = transfer();
            }
            for (NetdiskSession session : waiting) {
                session.ping();
            }
            heap = heapBytes();
            return seconds;
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; the server: " + netdisk.serverLog(), e);
        } finally {
            for (NetdiskSession session : waiting) {
                session.close();
            }
        }
    }

    private Void waitLoggedIn(Queue<NetdiskSession> waiting) throws IOException {
        NetdiskSession session = new NetdiskSession(netdisk.port());
        waiting.add(session);
        session.login(Netdisk.USER, token);
        return null;
    }

    private double transfer() throws IOException, InterruptedException {
        try (TransferEngine engine = TransferEngine.create();
                FileStore store = FileStore.open(folder.resolve(".xfer"))) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < transferring; i++) {
                int number = i;
                tasks.add(() -> upAndDown(engine, store, number));
            }
            return all(transferring, tasks);
        }
    }

    /** Does all, so many at a time; in seconds. The failure of one is that of all. */
    private static double all(int atOnce, Collection<Callable<Void>> tasks) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            long start = System.nanoTime();
            for (Future<Void> one : threads.invokeAll(tasks)) {
                one.get();
            }
            return (System.nanoTime() - start) / 1e9;
        } catch (ExecutionException e) {
            throw new IOException("a client failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    private Void upAndDown(TransferEngine engine, FileStore store, int number) throws IOException {
        try (NetdiskSession session = new NetdiskSession(netdisk.port())) {
            session.login(Netdisk.USER, token);
            session.put(engine, source(number), "file" + number);
            session.get(engine, "file" + number, store, folder.resolve("got" + number));
            return null;
        }
    }

    private double heapBytes() throws IOException {
        Process process = new ProcessBuilder(jcmd, String.valueOf(netdisk.pid()), "GC.heap_info").start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher generations = GENERATION.matcher(said);
        double kibibytes = 0;
        while (generations.find()) {
            kibibytes += Double.parseDouble(generations.group(1));
        }
        return kibibytes * 1024;
    }

    @Override
    public void check() throws IOException {
        for (int i = 0; i < transferring; i++) {
            Trees.compare(source(i), folder.resolve("got" + i));
        }
    }

    @Override
    public List<ProcessHandle> servers() {
        return netdisk.servers();
    }

    @Override
    public Map<String, Double> measures() {
        return Map.of(HEAP, heap);
    }

    @Override
    public void close() throws IOException {
        netdisk.close();
        for (int i = 0; i < transferring; i++) {
            Files.deleteIfExists(source(i));
        }
    }
}
