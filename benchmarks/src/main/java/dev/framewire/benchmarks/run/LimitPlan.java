package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Figure;
import dev.framewire.benchmarks.limits.Limits;

/** What bounds transfers on this machine, whoever makes them; the reasons of figures are read from it. */
final class LimitPlan {
    private static final String BYTES = "limits/bytes-1GiB";
    private static final String FILES = "limits/files-10000x10KiB";
    private static final long GIB = 1L << 30;
    private static final int COUNT = 10_000;
    private static final int MEAN_BYTES = 10 << 10;

    private LimitPlan() {}

    static void add(Plan plan, Options.Size size) {
        long bytes = plan.scaled(GIB);
        int files = (int) plan.scaled(COUNT);
        int rounds = size.pick(2, 7, 1);
        contest(plan, BYTES, rounds, size.seconds(60, 0), limits -> limits.bytes(bytes));
        contest(plan, FILES, rounds, size.seconds(15, 0), limits -> limits.files(files, MEAN_BYTES));
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

    /** Of any transfer. */
    static Figure.Reason bareCopy() {
        return new Figure.Reason(BYTES, Limits.COPY, "a bare copy that looks at no byte");
    }

    /** Of a transfer that finds accidents. */
    static Figure.Reason crcCopy() {
        return new Figure.Reason(BYTES, Limits.COPY_CRC, "a bare copy with one CRC at each end");
    }

    /** Of one that is verified by SHA-256. */
    static Figure.Reason sha256Copy() {
        return new Figure.Reason(BYTES, Limits.COPY_SHA, "a bare copy with one SHA-256 at each end");
    }

    /** Of one that is verified by BLAKE3. */
    static Figure.Reason verifiedCopy() {
        return new Figure.Reason(BYTES, Limits.COPY_BLAKE3, "a bare copy with one CRC and one BLAKE3 at each end");
    }

    /** Of one that is encrypted as well, of so many GiB. */
    static Figure.Reason sealedCopy(int gib) {
        return new Figure.Reason(
                BYTES,
                Limits.COPY_SEALED,
                "a bare copy of 1 GiB with one CRC, one BLAKE3 and AES-256-GCM at each end",
                gib);
    }

    /** Of one that has nothing to copy, or little. */
    static Figure.Reason bothHash() {
        return new Figure.Reason(BYTES, Limits.TWICE_BLAKE3, "one BLAKE3 of 1 GiB at each end");
    }

    /** Of one that has nothing to copy and whose sender remembers the digests. */
    static Figure.Reason oneHash() {
        return new Figure.Reason(BYTES, Limits.ONCE_BLAKE3, "one BLAKE3 of 1 GiB");
    }

    /** Of many small files, so many times 10,000. */
    static Figure.Reason verifiedFiles(int times) {
        return new Figure.Reason(FILES, Limits.FILES_BLAKE3, "copying 10,000 such files, hashed at each end,", times);
    }
}
