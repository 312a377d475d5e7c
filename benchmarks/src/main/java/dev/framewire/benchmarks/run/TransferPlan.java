package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Curve;
import dev.framewire.benchmarks.figures.Figure;
import dev.framewire.benchmarks.figures.Goal;
import dev.framewire.benchmarks.transfer.Engines;
import java.util.List;

/** The transfer engine in warm JVMs, without netdisk, authentication or encryption. */
final class TransferPlan {
    private static final String MODULE = "transfer-resume";
    private static final String OURS = "framewire";
    private static final String WHOLE = "framewire, whole";
    private static final String RSYNC = "rsync daemon";
    private static final String LINK = "bare stream";
    private static final String GROWN = "grownBytes";
    private static final long MIB = 1L << 20;

    private final Plan plan;
    private final Options.Size size;

    private TransferPlan(Plan plan, Options.Size size) {
        this.plan = plan;
        this.size = size;
    }

    static void add(Plan plan, Options.Size size) {
        TransferPlan transfers = new TransferPlan(plan, size);
        if (size == Options.Size.GUARD) {
            transfers.whole(1);
            return;
        }
        plan.remark(
                MODULE,
                "Verified means that each end takes SHA-256 of every byte. \"one SHA-256\" is one thread that hashes the same file "
                        + "in the same JVM and does nothing else; \"bare sendfile\" is what the loopback carries when nobody "
                        + "looks at the bytes. rsync checks with xxh128, whose cost can hardly be seen beside the copies. Where the "
                        + "processor has no instructions for SHA (`no sha_ni` above), hashing is most of a transfer's time: the two "
                        + "ends hash the file once each, so with one core for each of them no verified transfer can take less "
                        + "time than \"one SHA-256\", and none can reach rsync's rate; with them SHA-256 is several times as fast. "
                        + "The engine has no mode that checks less, so there is no row for one.");
        transfers.whole(size.pick(3, 15, 1));
        transfers.small();
        transfers.resumeAndUpdate();
        transfers.memory();
        transfers.links();
        transfers.sizes();
    }

    private void whole(int rounds) {
        contest("transfer/put-1GiB", rounds, List.of(), engines -> engines.put(1024 * MIB));
        contest("transfer/get-1GiB", rounds, List.of(), engines -> engines.get(1024 * MIB));
        List<String> peers = List.of(RSYNC, "one SHA-256", "bare sendfile");
        figure("verified upload of 1 GiB", "transfer/put-1GiB", OURS, peers, new Goal.RateRatio(RSYNC, 1.0));
        figure("verified download of 1 GiB", "transfer/get-1GiB", OURS, peers, new Goal.RateRatio(RSYNC, 1.0));
    }

    private void small() {
        int rounds = size.pick(3, 7, 1);
        String put = "transfer/put-10000x10KiB";
        String get = "transfer/get-10000x10KiB";
        contest(put, rounds, List.of(), engines -> engines.putTree(10_000, 10 << 10));
        contest(get, rounds, List.of(), engines -> engines.getTree(10_000, 10 << 10));
        figure("10,000 files of about 10 KiB, up", put, OURS, List.of(RSYNC), new Goal.RateRatio(RSYNC, 1.0));
        figure("10,000 files of about 10 KiB, down", get, OURS, List.of(RSYNC), new Goal.RateRatio(RSYNC, 1.0));
    }

    private void resumeAndUpdate() {
        int rounds = size.pick(2, 7, 1);
        String resume = "transfer/resume-1GiB";
        contest(resume, rounds, List.of(), engines -> engines.resume(1024 * MIB));
        figure(
                "upload of 1 GiB resumed half-way: first byte of content",
                resume,
                "framewire, first byte",
                List.of(),
                new Goal.Seconds(0.05));
        figure("upload of 1 GiB resumed half-way", resume, OURS, List.of(WHOLE), new Goal.TimeRatio(WHOLE, 0.75));
        String update = "transfer/update-1GiB";
        contest(update, rounds, List.of(), engines -> engines.update(1024 * MIB));
        figure(
                "upload of 1 GiB over a version of which 1 % of the chunks differ",
                update, OURS, List.of(WHOLE, RSYNC), new Goal.TimeRatio(WHOLE, 0.55));
    }

    private void memory() {
        contest("transfer/memory-1", 2, List.of("-Xmx64m"), engines -> engines.many(1, 1024 * MIB));
        figure(
                "memory a receiving JVM takes for one transfer of 1 GiB, beyond idle",
                "transfer/memory-1",
                OURS,
                List.of(),
                new Goal.Bytes(GROWN, 64 * MIB));
        long each = size.pick(64L, 128L, 16L) * MIB;
        contest("transfer/memory-50", 1, List.of("-Xmx256m"), engines -> engines.many(50, each));
        figure(
                "memory a receiving JVM takes for 50 transfers at once, beyond idle",
                "transfer/memory-50",
                OURS,
                List.of(),
                new Goal.Bytes(GROWN, 256 * MIB));
    }

    private void links() {
        int rounds = size.pick(2, 5, 1);
        long far = size.pick(256L, 1024L, 64L) * MIB;
        contest("transfer/200ms", rounds, List.of(), engines -> engines.roundTrips(List.of(200), far));
        figure(
                "upload at 200 ms round trip and 1 Gbit/s, of the link",
                "transfer/200ms",
                OURS,
                List.of(LINK, RSYNC),
                new Goal.RateRatio(LINK, 0.9));
        long bytes = size.pick(64L, 256L, 16L) * MIB;
        contest(
                "curves/round-trip",
                rounds,
                List.of(),
                engines -> engines.roundTrips(List.of(1, 3, 10, 30, 100, 300), bytes));
        plan.add(
                new Curve(
                        "round-trip",
                        "Time of one upload of " + bytes / MIB + " MiB at 1 Gbit/s over the round trip",
                        "curves/round-trip",
                        "ms round trip",
                        Curve.Value.TIME,
                        Curve.Shape.LINEAR,
                        List.of(OURS, RSYNC, LINK),
                        "The slope is the number of round trips a transfer waits for one after the other: the connection, the "
                                + "question what is there, the offer, the end. Left of the bend the bytes take longer than the "
                                + "waiting. A window smaller than rate × round trip would show as a slope that grows with the size."));
        contest("curves/loss", rounds, List.of(), engines -> engines.losses(List.of(0.001, 0.01, 0.1, 1.0), bytes));
        plan.add(
                new Curve(
                        "loss",
                        "Time of one upload of " + bytes / MIB + " MiB at 1 Gbit/s and 20 ms over the loss",
                        "curves/loss",
                        "percent of segments lost",
                        Curve.Value.TIME,
                        Curve.Shape.FLAT,
                        List.of(OURS, RSYNC, LINK),
                        "Through a proxy that holds everything behind a lost segment back for a round trip (no `tc netem` here; a real "
                                + "loss would halve TCP's window as well, for all contestants alike). It bends for all where a "
                                + "segment is lost about once per round trip's worth of data: that is TCP's, not the protocol's."));
    }

    private void sizes() {
        List<Long> sizes = size == Options.Size.FULL
                ? List.of(1024L, 16_384L, 262_144L, 4 * MIB, 64 * MIB, 1024 * MIB, 8192 * MIB)
                : List.of(1024L, 16_384L, 262_144L, 4 * MIB, 64 * MIB, 1024 * MIB, 4096 * MIB);
        contest("curves/file-size", size.pick(2, 5, 1), List.of("-Xmx512m"), engines -> engines.sizes(sizes));
        String why =
                "Below the bend a transfer costs what opening, journal, names and round trips cost, above it what each byte "
                        + "costs: two SHA-256, a checksum and the copies. rsync's fixed part is the start of a process; ours is "
                        + "measured in a JVM that runs.";
        plan.add(new Curve(
                "file-size",
                "Time of one upload over its size",
                "curves/file-size",
                "bytes of the file",
                Curve.Value.TIME,
                Curve.Shape.LINEAR,
                List.of(OURS, RSYNC),
                why));
        plan.add(new Curve(
                "file-size-memory",
                "Memory of both ends over the file's size (our JVMs with -Xmx512m)",
                "curves/file-size",
                "bytes of the file",
                Curve.Value.MEMORY,
                Curve.Shape.FLAT,
                List.of(OURS, RSYNC),
                "Buffers are bounded by the window, so memory stops growing once a file is larger than the window; what is "
                        + "left is the JVM itself, and its heap up to the -Xmx it was given. Each process's peak in its "
                        + "life so far counts, shared pages in each."));
    }

    private void contest(String id, int rounds, List<String> options, ContestMeasurement.Casting<Engines> casting) {
        plan.add(new ContestMeasurement<>(
                id,
                rounds,
                (context, folder, notes) ->
                        new Engines(folder, context.jar(), context.newest().program("java"), options, notes),
                casting));
    }

    private void figure(String text, String id, String ours, List<String> peers, Goal goal) {
        plan.add(new Figure(MODULE, text, id, ours, peers, goal));
    }
}
