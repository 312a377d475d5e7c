package dev.framewire.benchmarks.transfer;

import dev.framewire.benchmarks.programs.Delivering;
import dev.framewire.benchmarks.programs.RsyncDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The rsync daemon as the engine's peer: a client process a round.
 *
 * @param older put there before the clock starts
 */
record RsyncContestant(
        RsyncDaemon daemon,
        double x,
        List<String> words,
        Optional<Path> expected,
        Path arriving,
        Optional<Path> older,
        Optional<Through> through)
        implements Delivering {
    /** Over a slow link. */
    private record Through(SlowWay.Link link, Path source, String name) {}

    private static RsyncContestant to(RsyncDaemon daemon, double x, List<String> words, Path source, String name) {
        return new RsyncContestant(
                daemon, x, words, Optional.of(source), daemon.home().resolve(name), Optional.empty(), Optional.empty());
    }

    static RsyncContestant put(RsyncDaemon daemon, double x, Path source, String name) {
        return to(daemon, x, daemon.put(source, name), source, name);
    }

    static RsyncContestant putTree(RsyncDaemon daemon, Path source, String name) {
        return to(daemon, Double.NaN, daemon.putTree(source, name), source, name);
    }

    static RsyncContestant get(RsyncDaemon daemon, Path source, String name, Path local) {
        return from(daemon, daemon.get(name, local), source, local);
    }

    static RsyncContestant getTree(RsyncDaemon daemon, Path source, String name, Path local) {
        return from(daemon, daemon.getTree(name, local), source, local);
    }

    private static RsyncContestant from(RsyncDaemon daemon, List<String> words, Path source, Path local) {
        return new RsyncContestant(
                daemon, Double.NaN, words, Optional.of(source), local, Optional.empty(), Optional.empty());
    }

    static RsyncContestant update(RsyncDaemon daemon, Path source, Path older, String name) {
        return new RsyncContestant(
                daemon,
                Double.NaN,
                daemon.update(source, name).orElseThrow(),
                Optional.of(source),
                daemon.home().resolve(name),
                Optional.of(older),
                Optional.empty());
    }

    static RsyncContestant putThrough(RsyncDaemon daemon, double x, Path source, String name, SlowWay.Link link) {
        return new RsyncContestant(
                daemon,
                x,
                List.of(),
                Optional.of(source),
                daemon.home().resolve(name),
                Optional.empty(),
                Optional.of(new Through(link, source, name)));
    }

    @Override
    public String name() {
        return "rsync daemon";
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        Delivering.super.prepare();
        if (older.isPresent()) {
            Files.copy(older.get(), arriving);
        }
    }

    @Override
    public double run() throws IOException, InterruptedException {
        if (through.isEmpty()) {
            return daemon.client().run(words);
        }
        try (SlowWay way = SlowWay.to(daemon.port(), through.get().link)) {
            return daemon.client().run(daemon.put(through.get().source, through.get().name, way.port()));
        }
    }

    @Override
    public List<ProcessHandle> servers() {
        return daemon.servers();
    }
}
