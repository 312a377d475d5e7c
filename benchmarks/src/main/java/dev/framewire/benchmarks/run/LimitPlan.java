package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Curve;
import dev.framewire.benchmarks.figures.Figure;
import dev.framewire.benchmarks.limits.HeldMemory;
import dev.framewire.benchmarks.limits.Limit;
import dev.framewire.benchmarks.limits.Limits;
import java.util.List;
import java.util.Locale;

/** What bounds transfers on this machine, whoever makes them; the reasons of figures are read from it. */
final class LimitPlan {
    private static final String BYTES = "limits/bytes-1GiB";
    private static final String FILES = "limits/files-10000x10KiB";
    private static final String HELD = "limits/held-memory";
    private static final long GIB = 1L << 30;
    private static final int COUNT = 10_000;
    private static final int MEAN_BYTES = 10 << 10;

    private static final String SEALED = " with one CRC, one BLAKE3 and AES-256-GCM at each end";
    private static final String SENDER = ", the sender a JVM that is started for it";
    private static final String RECEIVER = ", the receiver a JVM that is started for it";
    private static final String HALF = "one BLAKE3 at each end of the half that is there, and a bare copy of ";

    private LimitPlan() {}

    static void add(Plan plan, Options.Size size) {
        long bytes = plan.scaled(GIB);
        int files = (int) plan.scaled(COUNT);
        int rounds = size.pick(2, 7, 1);
        contest(plan, BYTES, rounds, size.seconds(85, 0), limits -> limits.bytes(bytes));
        contest(plan, FILES, rounds, size.seconds(30, 0), limits -> limits.files(files, MEAN_BYTES));
        if (size == Options.Size.FULL) {
            held(plan);
        }
    }

    private static void held(Plan plan) {
        plan.add(new ContestMeasurement<>(
                HELD,
                2,
                180,
                (context, folder, notes) -> new HeldMemory(folder, plan.scaled(GIB)),
                memory -> memory.written(plan.scaled(GIB / 2), List.of(1, 2, 3, 4, 6, 8, 10, 12))));
        plan.add(
                new Curve(
                        "held-memory",
                        "Time to write half a GiB to the RAM disk over what the disk holds already",
                        HELD,
                        "bytes of files on the RAM disk",
                        Curve.Value.TIME,
                        Curve.Shape.FLAT,
                        List.of(HeldMemory.WRITTEN),
                        new Curve.Why(
                                "The kernel hands out pages that the machine has at hand.",
                                "The kernel hands out pages that the machine has at hand.",
                                "A virtual machine gives memory that is free back to its host, and has to ask for it again, page by page. "
                                        + "Whatever is measured with so much on the disk waits for that: the parts of 4 and 8 GiB do.")));
    }

    private static void contest(
            Plan plan, String id, int rounds, int seconds, ContestMeasurement.Casting<Limits> casting) {
        plan.add(new ContestMeasurement<>(
                id,
                rounds,
                seconds,
                (context, folder, notes) ->
                        new Limits(folder, context.jar(), context.newest().program("java")),
                casting));
    }

    /** Of a transfer that finds accidents: its pieces have one CRC, its chunks that one and another. */
    static Figure.Reason crcCopy() {
        return new Figure.Reason(BYTES, Limit.COPY_CRCS.contestant(), "a bare copy with two CRCs at each end");
    }

    /** Of one that is verified by BLAKE3, and whose sender knows the digests. */
    static Figure.Reason knownCopy() {
        return new Figure.Reason(
                BYTES,
                Limit.COPY_KNOWN.contestant(),
                "a bare copy with one CRC at each end and one BLAKE3 at the receiver");
    }

    /** Of one that is verified by SHA-256. */
    static Figure.Reason sha256Copy() {
        return new Figure.Reason(BYTES, Limit.COPY_SHA.contestant(), "a bare copy with one SHA-256 at each end");
    }

    /** Of one that is verified by BLAKE3, of so many GiB. */
    static Figure.Reason verifiedCopy(double gib) {
        return new Figure.Reason(
                BYTES,
                Limit.COPY_BLAKE3.contestant(),
                "a bare copy of " + gib(gib) + " with one CRC and one BLAKE3 at each end",
                gib);
    }

    /** Of one that has nothing to copy, so many GiB. */
    static Figure.Reason bothHash(double gib) {
        return new Figure.Reason(
                BYTES, Limit.TWICE_BLAKE3.contestant(), "one BLAKE3 of " + gib(gib) + " at each end", gib);
    }

    /**
     * Of a transfer beside which its limit is measured: of a content that is sent encrypted, of its second half, or of one over an
     * older version.
     */
    static Figure.Reason beside(String measurement, Limit limit, int gib) {
        String text = switch (limit) {
            case SENT -> "a bare copy of " + gib(gib) + SEALED + SENDER;
            case RECEIVED -> "a bare copy of " + gib(gib) + SEALED + RECEIVER;
            case HALF_SENT -> HALF + gib(gib / 2.0) + SEALED + SENDER;
            case HALF_RECEIVED -> HALF + gib(gib / 2.0) + SEALED + RECEIVER;
            case RENEWED -> "one BLAKE3 of " + gib(gib) + " and a copy at the receiver";
            case RENEWED_BOTH -> "one BLAKE3 of " + gib(gib) + " at each end and a copy at the receiver";
            case RENEWED_STARTED ->
                "one BLAKE3 of " + gib(gib)
                        + " by a JVM that is started for it, and another and a copy at the receiver";
            default -> throw new IllegalArgumentException(limit + " has a measurement of its own");
        };
        return new Figure.Reason(measurement, limit.contestant(), text);
    }

    private static String gib(double gib) {
        return gib == 0.5 ? "half a GiB" : (int) gib + " GiB";
    }

    /** Of many small files, so many times 10,000. */
    static Figure.Reason verifiedFiles(int times) {
        return new Figure.Reason(
                FILES,
                Limits.FILES_BLAKE3,
                String.format(Locale.ROOT, "copying %,d files of about 10 KiB, hashed at each end,", times * COUNT),
                times);
    }

    /** The same by a command, of 10,000. */
    static Figure.Reason startedFiles() {
        return new Figure.Reason(
                FILES,
                Limits.FILES_STARTED,
                "a JVM that starts and copies 10,000 files of about 10 KiB, hashed at each end, without a connection,");
    }

    /** Of a command that connects. */
    static Figure.Reason key() {
        return new Figure.Reason(FILES, Limits.KEY, "a JVM that starts, agrees on one key and encrypts one record,");
    }

    /** Of one that logs in with a password. */
    static Figure.Reason password() {
        return new Figure.Reason(
                FILES, Limits.PASSWORD, "a JVM that starts, agrees on one key and derives one from a password");
    }
}
