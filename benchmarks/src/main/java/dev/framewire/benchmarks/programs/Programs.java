package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.Room;
import dev.framewire.benchmarks.programs.ProgramContestant.Preparation;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** netdisk and as many of its peers as are installed, their servers running; makes the contestants of each comparison. */
public final class Programs implements Closeable {
    /** The launcher of ours, below the working copy. */
    public static final String NETDISK = "samples/netdisk/netdisk";
    /** A peer, by its name. */
    public static final String RSYNC = "rsync daemon";
    /** Another. */
    public static final String RSYNC_SSH = "rsync over ssh";
    /** Another. */
    public static final String SFTP = "sftp";
    /** Another. */
    public static final String NGINX = "curl and nginx";

    /** Ours, once more where it was just given. */
    public static final String IN_SHELL = "netdisk, once more in one shell";

    private static final String NAME = "big.bin";
    private static final String TREE = "small";
    /** Of our chunks for a file of 1 GiB. */
    private static final int CHUNK_BYTES = 512 << 10;

    /**
     * Commands of the same kind before the first round. A server runs for months, and its JVM compiles in the first minute; while
     * it does, two cores are too few for it and a client.
     */
    private static final int SERVED_BEFORE = 2;

    private final Path work;
    private final Netdisk netdisk;
    private final List<Peer> peers = new ArrayList<>();
    private final Deque<Closeable> open = new ArrayDeque<>();

    /**
     * Starts the servers.
     *
     * @param work an empty folder on a RAM disk
     * @param root of the working copy, whose netdisk it is
     * @param options of netdisk's JVMs, besides their own
     * @param wanted the names of the peers that take part; every other one is left out
     * @param notes are told what is missing and how to get it
     */
    public Programs(
            Path work, Path root, Path javaHome, List<String> options, Predicate<String> wanted, Consumer<String> notes)
            throws IOException, InterruptedException {
        this.work = work;
        netdisk = new Netdisk(folder("netdisk"), root, javaHome, options);
        open.push(netdisk);
        peers.add(netdisk);
        if (wanted.test(RSYNC)) {
            add(notes, RSYNC, () -> new RsyncDaemon(folder("rsync")));
        }
        if (wanted.test(RSYNC_SSH) || wanted.test(SFTP)) {
            overSsh(wanted, notes);
        }
        if (wanted.test(NGINX)) {
            add(notes, NGINX, () -> new Nginx(folder("nginx")));
        }
    }

    private void overSsh(Predicate<String> wanted, Consumer<String> notes) throws InterruptedException {
        try {
            SshServer ssh = new SshServer(folder("ssh"));
            open.push(ssh);
            if (wanted.test(RSYNC_SSH)) {
                add(notes, RSYNC_SSH, () -> new RsyncOverSsh(folder("rsync-ssh"), ssh));
            }
            if (wanted.test(SFTP)) {
                add(notes, SFTP, () -> new Sftp(folder("sftp"), ssh));
            }
        } catch (IOException e) {
            notes.accept("sftp and rsync over ssh left out: " + e.getMessage());
        }
    }

    private interface Starting {
        Peer start() throws IOException, InterruptedException;
    }

    private void add(Consumer<String> notes, String name, Starting starting) throws InterruptedException {
        try {
            Peer peer = starting.start();
            open.push(peer);
            peers.add(peer);
        } catch (IOException e) {
            notes.accept(name + " left out: " + e.getMessage());
        }
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(work.resolve(name));
    }

    /** The file that is sent or fetched; there are contestants first. */
    public Path source() {
        return work.resolve(NAME);
    }

    /**
     * The file to send.
     *
     * @param copies of it that there will be at once
     */
    private Path file(long bytes, int copies) throws IOException {
        Path file = work.resolve(NAME);
        if (Files.notExists(file)) {
            Room.require(work, copies * bytes);
            Trees.fill(file, bytes, 1);
        }
        return file;
    }

    private Path tree(int files, int meanBytes) throws IOException {
        Path tree = work.resolve(TREE);
        if (Files.notExists(tree)) {
            Room.require(work, 3L * files * meanBytes);
            Trees.fillTree(tree, files, meanBytes, 2);
        }
        return tree;
    }

    /** A command of a peer. */
    private interface Words {
        List<String> of(Peer peer) throws IOException;
    }

    private interface DownloadWords {
        List<String> of(Peer peer, Path local) throws IOException;
    }

    private List<Contestant> uploads(Path source, Words words) throws IOException {
        List<Contestant> all = new ArrayList<>();
        for (Peer peer : peers) {
            all.add(upload(peer, peer.name(), words.of(peer), Preparation.NONE, source));
        }
        return all;
    }

    private List<Contestant> downloads(Path source, DownloadWords words) throws IOException, InterruptedException {
        List<Contestant> all = new ArrayList<>();
        for (Peer peer : peers) {
            Path local = placed(peer, source);
            all.add(command(peer, peer.name(), words.of(peer, local), local, Preparation.NONE, source));
        }
        return all;
    }

    /** Puts a source where a peer's server has its files; answers where a download of it goes. */
    private Path placed(Peer peer, Path source) throws IOException, InterruptedException {
        String name = source.getFileName().toString();
        peer.place(source, name);
        return folder("downloads").resolve(peer.name().replace(' ', '-') + "-" + name);
    }

    /** Uploads of one file. */
    public List<Contestant> put(long bytes) throws IOException {
        Path source = file(bytes, 2);
        return uploads(source, peer -> peer.put(source, NAME));
    }

    /** Uploads of one file, and what bounds them: a copy, a digest, a bare socket. */
    public List<Contestant> putBesideLimits(long bytes) throws IOException {
        List<Contestant> all = put(bytes);
        Path source = file(bytes, 2);
        Path copy = folder("limits").resolve(NAME);
        all.add(limit("cp", List.of("cp", source.toString(), copy.toString()), copy, Optional.of(source)));
        all.add(limit("sha256sum", List.of("sha256sum", source.toString()), copy, Optional.empty()));
        all.add(new BareSendfile(source));
        return all;
    }

    private InShell shell() throws IOException {
        InShell shell = new InShell(netdisk);
        open.push(shell);
        return shell;
    }

    private Contestant limit(String name, List<String> words, Path arriving, Optional<Path> expected) {
        Command here = Command.in(work).log(work.resolve("limits.log"));
        return ProgramContestant.alone(name, here, words, arriving, expected);
    }

    /** Downloads of one file. */
    public List<Contestant> get(long bytes) throws IOException, InterruptedException {
        return downloads(file(bytes, 3), (peer, local) -> peer.get(NAME, local));
    }

    /** Uploads of many small files. */
    public List<Contestant> putTree(int files, int meanBytes) throws IOException {
        Path source = tree(files, meanBytes);
        List<Contestant> all = uploads(source, peer -> peer.putTree(source, TREE));
        Path arriving = netdisk.home().resolve(TREE);
        all.add(shell().contestant(IN_SHELL, List.of("put", "-r", source.toString(), TREE), arriving, source));
        return all;
    }

    /** Downloads of many small files. */
    public List<Contestant> getTree(int files, int meanBytes) throws IOException, InterruptedException {
        Path source = tree(files, meanBytes);
        List<Contestant> all = downloads(source, (peer, local) -> peer.getTree(TREE, local));
        Path local = folder("downloads").resolve("in-shell");
        all.add(shell().contestant(IN_SHELL, List.of("get", "-r", TREE, local.toString()), local, source));
        return all;
    }

    /** Uploads that broke off half-way, and netdisk's whole upload beside them. */
    public List<Contestant> resumePut(long bytes) throws IOException {
        Path source = file(bytes, 2);
        List<Contestant> all = new ArrayList<>();
        all.add(upload(netdisk, "netdisk, whole", netdisk.put(source, NAME), Preparation.NONE, source));
        for (Peer peer : peers) {
            Optional<List<String>> words = peer.resumePut(source, NAME);
            if (words.isPresent()) {
                all.add(upload(peer, peer.name(), words.get(), () -> peer.placeHalf(source, NAME), source));
            }
        }
        return all;
    }

    /** Downloads that broke off half-way, and netdisk's whole download beside them. */
    public List<Contestant> resumeGet(long bytes) throws IOException, InterruptedException {
        Path source = file(bytes, 3);
        List<Contestant> all = new ArrayList<>();
        for (Peer peer : peers) {
            Path local = placed(peer, source);
            if (peer == netdisk) {
                all.add(command(peer, "netdisk, whole", peer.get(NAME, local), local, Preparation.NONE, source));
            }
            Optional<List<String>> words = peer.resumeGet(NAME, local);
            if (words.isPresent()) {
                all.add(command(
                        peer,
                        peer.name(),
                        words.get(),
                        local,
                        () -> peer.placeHalfOfDownload(source, NAME, local),
                        source));
            }
        }
        return all;
    }

    /** Uploads over an older version of which one chunk in a hundred differs, and netdisk's whole upload beside them. */
    public List<Contestant> update(long bytes) throws IOException {
        Path source = file(bytes, 4);
        Path older = work.resolve("older.bin");
        Trees.change(source, older, CHUNK_BYTES);
        List<Contestant> all = new ArrayList<>();
        all.add(upload(netdisk, "netdisk, whole", netdisk.put(source, NAME), Preparation.NONE, source));
        for (Peer peer : peers) {
            Optional<List<String>> words = peer.update(source, NAME);
            if (words.isPresent()) {
                all.add(upload(peer, peer.name(), words.get(), () -> peer.place(older, NAME), source));
            }
        }
        return all;
    }

    /** A command that does next to nothing: what a JVM's start, a connection and a login cost. */
    public List<Contestant> list() throws IOException {
        return List.of(
                list("netdisk ls, token", netdisk.client()), list("netdisk ls, password", netdisk.withPassword()));
    }

    private Contestant list(String name, Command client) {
        Path nothing = work.resolve("nothing");
        return new ProgramContestant(
                name, client, netdisk.ls(), netdisk.servers(), nothing, Preparation.NONE, Optional.empty());
    }

    private Contestant upload(Peer peer, String name, List<String> words, Preparation preparation, Path expected) {
        Path arriving = peer.home().resolve(expected.getFileName().toString());
        return command(peer, name, words, arriving, preparation, expected);
    }

    private Contestant command(
            Peer peer, String name, List<String> words, Path arriving, Preparation preparation, Path expected) {
        Contestant command = new ProgramContestant(
                name, peer.client(), words, peer.servers(), arriving, preparation, Optional.of(expected));
        return peer == netdisk ? command.warmed(SERVED_BEFORE) : command;
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        for (Closeable closeable : open) {
            try {
                closeable.close();
            } catch (IOException e) {
                first = e;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
