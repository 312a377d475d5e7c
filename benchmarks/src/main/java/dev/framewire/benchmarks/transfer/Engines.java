package dev.framewire.benchmarks.transfer;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.process.Leftovers;
import dev.framewire.benchmarks.process.Room;
import dev.framewire.benchmarks.programs.BareSendfile;
import dev.framewire.benchmarks.programs.RsyncDaemon;
import dev.framewire.benchmarks.programs.Trees;
import dev.framewire.benchmarks.transfer.EngineContestant.Asking;
import dev.framewire.benchmarks.transfer.EngineContestant.Preparation;
import dev.framewire.benchmarks.transfer.EngineContestant.Way;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The engine in warm JVMs beside the rsync daemon; makes the contestants of each comparison. */
public final class Engines implements Closeable {
    private static final String NAME = "big.bin";
    private static final String TREE = "small";
    private static final String OURS = "framewire";
    private static final String BLAKE3 = "framewire, BLAKE3";
    private static final String SHA256 = "framewire, SHA-256";
    private static final String WHOLE = "framewire, BLAKE3, whole";
    private static final String REMEMBERED = "framewire, BLAKE3, digests remembered";
    private static final String CRC_ONLY = "framewire, CRC only";
    private static final String BLAKE3_PUT = "blake3-put";
    private static final String BLAKE3_GET = "blake3-get";
    private static final int CHUNK_BYTES = 512 << 10;
    /** Rounds of many small files before the first: each goes through code that a large file leaves cold. */
    private static final int WARM_TREES = 5;
    /** Of a file, at most at once: what is sent, what is there, what arrives. */
    private static final int COPIES = 4;

    private static final long GIGABIT = 125_000_000;
    private static final Preparation NOTHING = () -> {};

    private final Path work;
    private final EnginePair pair;
    private final Consumer<String> notes;
    private final Optional<RsyncDaemon> rsync;

    /**
     * Starts both ends, and rsync if it is there.
     *
     * @param options of our two JVMs
     */
    public Engines(Path work, Path jar, String java, List<String> options, Consumer<String> notes)
            throws IOException, InterruptedException {
        this.work = work;
        this.notes = notes;
        this.pair = new EnginePair(work.resolve("engines"), jar, java, options, EnginePair.WARM_UP_BYTES);
        Optional<RsyncDaemon> peer = Optional.empty();
        try {
            peer = Optional.of(new RsyncDaemon(Files.createDirectories(work.resolve("rsync"))));
        } catch (IOException e) {
            notes.accept("rsync daemon left out: " + e.getMessage());
        }
        this.rsync = peer;
    }

    /** The file that is sent or fetched; there are contestants first. */
    public Path source() {
        return work.resolve(NAME);
    }

    private Path file(String name, long bytes) throws IOException {
        Path file = work.resolve(name);
        if (Files.notExists(file)) {
            Room.require(work, COPIES * bytes);
            Trees.fill(file, bytes, 1);
        }
        return file;
    }

    private EngineContestant ours(
            String name, double x, Path arriving, Preparation preparation, Asking asking, Path expected, Way way) {
        return new EngineContestant(
                name,
                x,
                pair,
                List.of(arriving),
                preparation,
                asking,
                Optional.of(expected),
                way,
                new EngineContestant.Last());
    }

    private EngineContestant put(String name, String command, Path source, Preparation preparation) {
        return ours(
                name,
                Double.NaN,
                pair.home().resolve(NAME),
                preparation,
                port -> pair.ask(command, port, source, NAME),
                source,
                Way.direct(pair));
    }

    private EngineContestant get(String name, String command, String remote, Path source, Path local) {
        return ours(
                name,
                Double.NaN,
                local,
                NOTHING,
                port -> pair.ask(command, port, remote, local),
                source,
                Way.direct(pair));
    }

    /** Uploads of one file, and what carries it when nobody checks anything. */
    public List<Contestant> put(long bytes) throws IOException {
        Path source = file(NAME, bytes);
        List<Contestant> all = new ArrayList<>(List.of(
                put(BLAKE3, BLAKE3_PUT, source, NOTHING),
                put(SHA256, "put", source, NOTHING),
                put(REMEMBERED, "known-put", source, NOTHING),
                put(CRC_ONLY, "crc-put", source, NOTHING)));
        all.add(new BareSendfile(source));
        rsync.ifPresent(peer -> all.add(RsyncContestant.put(peer, Double.NaN, source, NAME)));
        return all;
    }

    /** Downloads of one file. */
    public List<Contestant> get(long bytes) throws IOException {
        Path source = file(NAME, bytes);
        Files.copy(source, pair.home().resolve(NAME));
        Path local = Files.createDirectories(work.resolve("engines/client")).resolve(NAME);
        List<Contestant> all = new ArrayList<>();
        all.add(get(BLAKE3, BLAKE3_GET, NAME, source, local));
        all.add(get(SHA256, "get", NAME, source, local));
        all.add(get(REMEMBERED, BLAKE3_GET, EngineServer.REMEMBERED + NAME, source, local));
        all.add(get(CRC_ONLY, "crc-get", NAME, source, local));
        if (rsync.isPresent()) {
            Files.copy(source, rsync.get().home().resolve(NAME));
            all.add(RsyncContestant.get(rsync.get(), source, NAME, work.resolve("rsync-download")));
        }
        all.add(new BareSendfile(source));
        return all;
    }

    /** Uploads of many small files over one connection. */
    public List<Contestant> putTree(int files, int meanBytes) throws IOException {
        Path source = work.resolve(TREE);
        Trees.fillTree(source, files, meanBytes, 2);
        Path arriving = pair.home().resolve(TREE);
        List<Contestant> all = new ArrayList<>();
        all.add(ours(
                        BLAKE3,
                        Double.NaN,
                        arriving,
                        () -> Trees.folders(source, arriving),
                        port -> pair.ask("blake3-put-tree", port, source, TREE),
                        source,
                        Way.direct(pair))
                .warmed(WARM_TREES));
        rsync.ifPresent(peer -> all.add(RsyncContestant.putTree(peer, source, TREE)));
        return all;
    }

    /** Downloads of many small files over one connection. */
    public List<Contestant> getTree(int files, int meanBytes) throws IOException {
        Path source = work.resolve(TREE);
        Trees.fillTree(source, files, meanBytes, 2);
        Trees.copy(source, pair.home().resolve(TREE));
        Path local = work.resolve("engines/client").resolve(TREE);
        List<Contestant> all = new ArrayList<>();
        all.add(ours(
                        BLAKE3,
                        Double.NaN,
                        local,
                        () -> Trees.folders(source, local),
                        port -> pair.ask("blake3-get-tree", port, source, TREE, local),
                        source,
                        Way.direct(pair))
                .warmed(WARM_TREES));
        if (rsync.isPresent()) {
            Trees.copy(source, rsync.get().home().resolve(TREE));
            all.add(RsyncContestant.getTree(rsync.get(), source, TREE, work.resolve("rsync-download")));
        }
        return all;
    }

    /** An upload that broke off half-way: the whole of it, the rest of it, and its first byte. */
    public List<Contestant> resume(long bytes) throws IOException {
        Path source = file(NAME, bytes);
        Preparation half = () -> pair.ask("half-put", pair.port(), source, NAME);
        return List.of(
                put(WHOLE, BLAKE3_PUT, source, NOTHING),
                put(BLAKE3, BLAKE3_PUT, source, half),
                ours(
                        "framewire, first byte",
                        Double.NaN,
                        pair.home().resolve(NAME),
                        half,
                        port -> pair.ask("first-put", port, source, NAME),
                        source,
                        Way.direct(pair)));
    }

    /** An upload over a version of which one chunk in a hundred differs. */
    public List<Contestant> update(long bytes) throws IOException {
        Path source = file(NAME, bytes);
        Path older = work.resolve("older.bin");
        Trees.change(source, older, CHUNK_BYTES);
        pair.ask("known-put", pair.port(), source, NAME); // a store remembers what it has sent whole
        Leftovers.remove(pair.home().resolve(NAME));
        List<Contestant> all = new ArrayList<>();
        all.add(put(WHOLE, BLAKE3_PUT, source, NOTHING));
        Preparation there = () -> Files.copy(older, pair.home().resolve(NAME));
        all.add(put(BLAKE3, BLAKE3_PUT, source, there));
        all.add(put(REMEMBERED, "known-put", source, there));
        rsync.ifPresent(peer -> all.add(RsyncContestant.update(peer, source, older, NAME)));
        return all;
    }

    /** Uploads at once, for their memory. */
    public List<Contestant> many(int count, long bytes) throws IOException {
        Path source = file(NAME, bytes);
        List<Path> arriving = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arriving.add(pair.home().resolve(NAME + i));
        }
        return List.of(new EngineContestant(
                OURS,
                Double.NaN,
                pair,
                arriving,
                NOTHING,
                port -> pair.ask("many", port, source, NAME, count),
                Optional.of(source),
                Way.direct(pair),
                new EngineContestant.Last()));
    }

    /** A curve over the file's size; the files are sparse. */
    public List<Contestant> sizes(List<Long> sizes) throws IOException {
        List<Contestant> all = new ArrayList<>();
        for (long size : sizes) {
            String name = "size-" + size;
            Path source = work.resolve(name);
            Room.require(work, size); // what arrives may have no holes
            try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
                file.setLength(size);
            }
            Path arriving = pair.home().resolve(name);
            all.add(ours(
                    BLAKE3,
                    size,
                    arriving,
                    NOTHING,
                    port -> pair.ask(BLAKE3_PUT, port, source, name),
                    source,
                    Way.direct(pair)));
            rsync.ifPresent(peer -> all.add(RsyncContestant.put(peer, size, source, name)));
        }
        return all;
    }

    /** A curve over the round trip, in milliseconds, at 1 Gbit/s. */
    public List<Contestant> roundTrips(List<Integer> millis, long bytes) throws IOException {
        List<Contestant> all = new ArrayList<>();
        for (int x : millis) {
            links(all, x, bytes, new SlowWay.Link(x * 1_000_000L, GIGABIT, 0));
        }
        return all;
    }

    /** A curve over the loss, in percent of the segments, at a round trip of 20 ms and 1 Gbit/s. */
    public List<Contestant> losses(List<Double> percents, long bytes) throws IOException {
        List<Contestant> all = new ArrayList<>();
        for (double x : percents) {
            links(all, x, bytes, new SlowWay.Link(20_000_000L, GIGABIT, x / 100));
        }
        return all;
    }

    private void links(List<Contestant> all, double x, long bytes, SlowWay.Link link) throws IOException {
        if (all.isEmpty()) {
            notes.accept(SlowWay.words());
        }
        Path source = file(NAME, bytes);
        all.add(ours(
                OURS,
                x,
                pair.home().resolve(NAME),
                NOTHING,
                port -> pair.ask("put", port, source, NAME),
                source,
                Way.over(pair, link)));
        rsync.ifPresent(peer -> all.add(RsyncContestant.putThrough(peer, x, source, NAME, link)));
        all.add(new BareStream(x, bytes, link));
    }

    @Override
    public void close() throws IOException {
        pair.close();
        if (rsync.isPresent()) {
            rsync.get().close();
        }
        Leftovers.remove(work.resolve("engines"));
    }
}
