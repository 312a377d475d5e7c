package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Curve;
import dev.framewire.benchmarks.figures.Figure;
import dev.framewire.benchmarks.figures.Goal;
import dev.framewire.benchmarks.limits.Limit;
import dev.framewire.benchmarks.transfer.Engines;
import java.util.List;
import java.util.stream.Stream;

/** The transfer engine in warm JVMs, without netdisk, authentication or encryption. */
final class TransferPlan {
    private static final String MODULE = "transfer-resume";
    private static final String OURS = "framewire";
    private static final String BLAKE3 = "framewire, BLAKE3";
    private static final String SHA256 = "framewire, SHA-256";
    private static final String WHOLE = "framewire, BLAKE3, whole";
    private static final String REMEMBERED = "framewire, BLAKE3, digests remembered";
    private static final String CRC_ONLY = "framewire, CRC only";
    private static final String RSYNC = "rsync daemon";
    private static final String LINK = "bare stream";
    private static final String GROWN = "grownBytes";
    private static final String PUT = "transfer/put-1GiB";
    private static final String GET = "transfer/get-1GiB";
    private static final long MIB = 1L << 20;

    private final Plan plan;
    private final Options.Size size;
    private final long gib;
    private final int files;

    private TransferPlan(Plan plan, Options.Size size) {
        this.plan = plan;
        this.size = size;
        this.gib = plan.scaled(1024 * MIB);
        this.files = (int) plan.scaled(10_000);
    }

    static void add(Plan plan, Options.Size size) {
        TransferPlan transfers = new TransferPlan(plan, size);
        if (size == Options.Size.GUARD) {
            transfers.whole(1);
            return;
        }
        plan.remark(
                MODULE,
                "Verified means that each end takes BLAKE3 of every byte, as netdisk does where the processor has no "
                        + "instructions for SHA (`no sha_ni` above), or SHA-256 where it says so; the curves over a link, "
                        + "the rows of memory and of the slow link are of SHA-256. \"bare sendfile\" is what the loopback "
                        + "carries when nobody looks at the bytes. rsync checks with xxh128, whose cost can hardly be seen "
                        + "beside the copies. CRC only takes two CRCs of every byte instead, which find accidents and nothing "
                        + "that somebody did on purpose; it shows what the engine itself costs.");
        transfers.whole(size.pick(3, 15, 1));
        transfers.small();
        transfers.resumeAndUpdate();
        transfers.memory();
        transfers.links();
        transfers.sizes();
    }

    private void whole(int rounds) {
        contest(PUT, rounds, size.seconds(85, 45), List.of(), engines -> engines.put(gib));
        contest(GET, rounds, size.seconds(80, 40), List.of(), engines -> engines.get(gib));
        Goal daemon = new Goal.RateRatio(RSYNC, 1.0);
        List<String> peers = List.of(RSYNC, "bare sendfile");
        figure("verified upload of 1 GiB", PUT, BLAKE3, peers, daemon, LimitPlan.verifiedCopy(1));
        figure("verified download of 1 GiB", GET, BLAKE3, peers, daemon, LimitPlan.verifiedCopy(1));
        List<String> beside = List.of(BLAKE3, RSYNC);
        String known = "by a sender that remembers the file's digests";
        figure("verified upload of 1 GiB " + known, PUT, REMEMBERED, beside, daemon, LimitPlan.knownCopy());
        figure("verified download of 1 GiB " + known, GET, REMEMBERED, beside, daemon, LimitPlan.knownCopy());
        figure("upload of 1 GiB verified by SHA-256", PUT, SHA256, beside, daemon, LimitPlan.sha256Copy());
        figure("download of 1 GiB verified by SHA-256", GET, SHA256, beside, daemon, LimitPlan.sha256Copy());
        List<String> faster = List.of(RSYNC, "bare sendfile");
        figure("CRC-only upload of 1 GiB", PUT, CRC_ONLY, faster, new Goal.RateRatio(RSYNC, 1.7), LimitPlan.crcCopy());
        figure(
                "CRC-only download of 1 GiB",
                GET,
                CRC_ONLY,
                faster,
                new Goal.RateRatio(RSYNC, 1.7),
                LimitPlan.crcCopy());
    }

    private void small() {
        int rounds = size.pick(5, 9, 1);
        String put = "transfer/put-10000x10KiB";
        String get = "transfer/get-10000x10KiB";
        contest(put, rounds, size.seconds(30, 28), List.of(), engines -> engines.putTree(files, 10 << 10));
        contest(get, rounds, size.seconds(30, 28), List.of(), engines -> engines.getTree(files, 10 << 10));
        figure(
                "10,000 files of about 10 KiB, up",
                put,
                BLAKE3,
                List.of(RSYNC),
                new Goal.RateRatio(RSYNC, 1.0),
                LimitPlan.verifiedFiles(1));
        figure(
                "10,000 files of about 10 KiB, down",
                get,
                BLAKE3,
                List.of(RSYNC),
                new Goal.RateRatio(RSYNC, 1.0),
                LimitPlan.verifiedFiles(1));
    }

    private void resumeAndUpdate() {
        int rounds = size.pick(2, 7, 1);
        String resume = "transfer/resume-1GiB";
        contest(resume, rounds, size.seconds(50, 60), List.of(), engines -> engines.resume(gib));
        figure(
                "upload of 1 GiB resumed half-way: first byte of content",
                resume,
                "framewire, first byte",
                List.of(),
                new Goal.Seconds(0.05));
        figure(
                "upload of 1 GiB resumed half-way",
                resume,
                BLAKE3,
                List.of(WHOLE),
                new Goal.TimeRatio(WHOLE, 0.75),
                LimitPlan.verifiedCopy(0.5),
                LimitPlan.bothHash(0.5));
        String update = "transfer/update-1GiB";
        String what = "upload of 1 GiB over a version of which 1 % of the chunks differ";
        plan.add(new ContestMeasurement<>(
                update,
                size.pick(4, 7, 1),
                size.seconds(60, 60),
                Beside.open(stage(List.of())),
                Beside.cast(
                        engines -> engines.update(gib), Engines::source, List.of(Limit.RENEWED, Limit.RENEWED_BOTH))));
        figure(
                what + ", by a sender that remembers the file's digests",
                update,
                REMEMBERED,
                List.of(WHOLE, RSYNC),
                new Goal.TimeRatio(WHOLE, 0.55),
                LimitPlan.beside(update, Limit.RENEWED, 1));
        figure(
                what,
                update,
                BLAKE3,
                List.of(WHOLE, RSYNC),
                new Goal.TimeRatio(WHOLE, 0.55),
                LimitPlan.beside(update, Limit.RENEWED_BOTH, 1));
    }

    private void memory() {
        contest("transfer/memory-1", 2, size.seconds(32, 40), List.of("-Xmx64m"), engines -> engines.many(1, gib));
        figure(
                "memory a receiving JVM takes for one transfer of 1 GiB, beyond idle",
                "transfer/memory-1",
                OURS,
                List.of(),
                new Goal.Bytes(GROWN, 64 * MIB));
        long each = plan.scaled(size.pick(64L, 128L, 16L) * MIB);
        contest("transfer/memory-50", 1, size.seconds(55, 55), List.of("-Xmx256m"), engines -> engines.many(50, each));
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
        contest(
                "transfer/200ms",
                rounds,
                size.seconds(50, 50),
                List.of(),
                engines -> engines.roundTrips(List.of(200), plan.scaled(far)));
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
                size.seconds(65, 65),
                List.of(),
                engines -> engines.roundTrips(List.of(1, 3, 10, 30, 100, 300), plan.scaled(bytes)));
        List<String> contestants = List.of(OURS, RSYNC, LINK);
        plan.add(new Curve(
                "round-trip",
                "Time of one upload of " + bytes / MIB + " MiB at 1 Gbit/s over the round trip",
                "curves/round-trip",
                "ms round trip",
                Curve.Value.TIME,
                Curve.Shape.LINEAR,
                contestants,
                new Curve.Why(
                        "The bytes take longer than the waiting: the rate of the link, or of the program where that is less.",
                        "Waiting takes longer than the bytes: round trips one after the other, for the connection, the "
                                + "question what is there, the offer, the end.",
                        "More round trips than at first: the window, or a buffer between, holds less than the link.")));
        memory("round-trip", "of one upload over the round trip", "ms round trip");
        long lossy = bytes / 2;
        contest(
                "curves/loss",
                rounds,
                size.seconds(65, 65),
                List.of(),
                engines -> engines.losses(List.of(0.001, 0.01, 0.1, 1.0), plan.scaled(lossy)));
        plan.add(new Curve(
                "loss",
                "Time of one upload of " + lossy / MIB + " MiB at 1 Gbit/s and 20 ms over the loss",
                "curves/loss",
                "percent of segments lost",
                Curve.Value.TIME,
                Curve.Shape.FLAT,
                contestants,
                new Curve.Why(
                        "Chance: the fewer segments are lost, the more a single one weighs.",
                        "Less is lost than would be felt: waiting for a segment hides behind bytes that wait anyway.",
                        "Each lost segment holds back everything behind it for a round trip. That is TCP's, and alike for all who "
                                + "send over one connection. (A proxy does just that; a real loss would "
                                + "shrink TCP's window as well.)")));
        memory("loss", "of one upload over the loss", "percent of segments lost");
    }

    /** Beside the time of a curve over a link. */
    private void memory(String curve, String title, String label) {
        plan.add(new Curve(
                curve + "-memory",
                "Memory " + title + ", both ends",
                "curves/" + curve,
                label,
                Curve.Value.MEMORY,
                Curve.Shape.FLAT,
                List.of(OURS, RSYNC),
                new Curve.Why(
                        "The first contestant finds JVMs that have garbage of their warming.",
                        "What a transfer holds is bounded by its window, whatever the link.",
                        "Our two JVMs run on and keep the heap that they once took; each process's peak counts.")));
    }

    private void sizes() {
        if (size == Options.Size.FULL) {
            sizes(
                    "file-size-8GiB",
                    ", to 8 GiB",
                    220,
                    List.of(1024L, 262_144L, 4 * MIB, 64 * MIB, 1024 * MIB, 4096 * MIB, 8192 * MIB));
        } else {
            sizes("file-size", "", 40, List.of(1024L, 16_384L, 262_144L, 4 * MIB, 64 * MIB, 1024 * MIB));
        }
    }

    private void sizes(String curve, String how, int seconds, List<Long> sizes) {
        String id = "curves/" + curve;
        contest(
                id,
                2,
                seconds,
                List.of("-Xmx512m"),
                engines -> engines.sizes(sizes.stream().map(plan::scaled).toList()));
        plan.add(new Curve(
                curve,
                "Time of one upload over its size" + how,
                id,
                "bytes of the file",
                Curve.Value.TIME,
                Curve.Shape.LINEAR,
                List.of(BLAKE3, RSYNC),
                new Curve.Why(
                        "Opening, journal, names and round trips cost more than the bytes. rsync's part is the start of a "
                                + "process; ours is measured in a JVM that runs.",
                        "Each byte costs: with us two BLAKE3 and two CRCs, one at each end, and the copies; with rsync xxh128 "
                                + "and the copies.",
                        "The file no longer fits a cache, and the RAM disk takes new pages from the kernel.")));
        plan.add(new Curve(
                curve + "-memory",
                "Memory of both ends over the file's size" + how + " (our JVMs with -Xmx512m)",
                id,
                "bytes of the file",
                Curve.Value.MEMORY,
                Curve.Shape.FLAT,
                List.of(BLAKE3, RSYNC),
                new Curve.Why(
                        "The first contestant finds JVMs that have garbage of their warming.",
                        "Buffers are bounded by the window and not by the file; most of it is the JVM itself, or rsync's "
                                + "processes. Each process's peak counts, shared pages in each.",
                        "A JVM takes new heap before it collects, up to its -Xmx, the longer it works; and a longer file has "
                                + "more chunks, whose digests are kept.")));
    }

    private void contest(
            String id, int rounds, int seconds, List<String> options, ContestMeasurement.Casting<Engines> casting) {
        plan.add(new ContestMeasurement<>(id, rounds, seconds, stage(options), casting));
    }

    private static ContestMeasurement.Stage<Engines> stage(List<String> options) {
        return (context, folder, notes) -> new Engines(
                folder,
                context.jar(),
                context.newest().program("java"),
                Stream.concat(options.stream(), context.jvmOptions().stream()).toList(),
                notes);
    }

    private void figure(String text, String id, String ours, List<String> peers, Goal goal, Figure.Reason... why) {
        plan.add(new Figure(MODULE, text, id, ours, peers, goal).because(why));
    }
}
