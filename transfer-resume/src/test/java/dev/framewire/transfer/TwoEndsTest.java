package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.transfer.TwoEnds.Cut;
import dev.framewire.transfer.testkit.FaultPlan;
import dev.framewire.transfer.testkit.Loss;
import dev.framewire.transfer.testkit.SimulatedCrash;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both ends of a put of three chunks: the connection cut at every byte of both directions, either side dead at every step. */
@Timeout(7200)
class TwoEndsTest {
    private static final boolean THOROUGH = Boolean.getBoolean("framewire.simulate");
    private static final int STRIDE = THOROUGH ? 1 : 211;
    private static final long SEEDS = THOROUGH ? 500_000 : 5_000;
    private static final int ORDERS = THOROUGH ? 4 : 2;
    private static final List<StorageCase> CASES = List.of(
            StorageCase.of(3 * StorageCase.CHUNK - 5000, 1).with(StorageCase.Older.OTHER),
            StorageCase.of(3 * StorageCase.CHUNK, 2).afterAStaleOne());

    private final LongAdder states = new LongAdder();

    /** Where all runs of a case begin. */
    private record Start(StorageSimulator simulator, SimulatedDisk disk) {
        static Start of(StorageCase run) {
            StorageSimulator simulator = new StorageSimulator(run);
            try {
                return new Start(simulator, simulator.fresh());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** One state: a connection that ends by these faults, what the disk then loses, and a connection that must publish. */
    private void state(Start start, Cut cut, FaultPlan plan, Loss loss, long seed) {
        StorageSimulator simulator = start.simulator();
        StorageCase run = simulator.run;
        try {
            SimulatedDisk disk = start.disk().copy();
            // steps of a plan count from the first session
            FaultPlan shifted = plan.crashAtStep() == FaultPlan.NEVER
                    ? plan
                    : plan.crashAt(disk.steps() + plan.crashAtStep(), plan.bytesBeforeCrash());
            disk.plan(shifted);
            Promises promises = simulator.promises();
            try {
                TwoEnds.connect(simulator, simulator.content, disk, promises, cut, seed);
            } catch (SimulatedCrash dead) {
                // as planned
            }
            simulator.survive(disk, promises, loss);
            int kept = promises.kept(simulator.content);
            boolean published = disk.content(StorageSimulator.TARGET)
                    .filter(target -> Arrays.equals(target, simulator.content.bytes()))
                    .isPresent();
            TwoEnds second = TwoEnds.connect(simulator, simulator.content, disk, promises, Cut.NONE, seed + 1);
            if (!promises.done) {
                throw new StorageOracle.Broken("I7: not published over a connection that holds");
            }
            long most = run.size() - Math.max(0, kept - 1L) * StorageCase.CHUNK - (kept > 0 ? 1 : 0);
            if (!published && second.contentSent > most) {
                throw new StorageOracle.Broken("I7: a chunk that survived was sent again");
            }
            simulator.survive(disk, promises, Loss.all());
            states.increment();
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(run + ", " + cut + ", " + plan + ", " + loss + ", seed " + seed + ": " + e, e);
        }
    }

    private static TwoEnds whole(Start start, long seed) {
        StorageSimulator simulator = start.simulator();
        return TwoEnds.connect(simulator, simulator.content, start.disk().copy(), simulator.promises(), Cut.NONE, seed);
    }

    @Test
    void cutAtEveryByteThatIsNoContentAndManyThatAre() {
        for (StorageCase run : CASES) {
            Start start = Start.of(run);
            TwoEnds whole = whole(start, 7);
            LongStream.rangeClosed(1, whole.toReceiver.length())
                    .filter(at -> at % STRIDE == 0 || at < 600 || at > whole.toReceiver.length() - 600)
                    .parallel()
                    .forEach(at -> state(
                            start,
                            new Cut(at, SimulatedPipe.NEVER, Long.MAX_VALUE),
                            FaultPlan.none(),
                            at % 2 == 0 ? Loss.process() : Loss.seeded(at),
                            7));
            LongStream.rangeClosed(1, whole.toSender.length())
                    .parallel()
                    .forEach(at -> state(
                            start,
                            new Cut(SimulatedPipe.NEVER, at, Long.MAX_VALUE),
                            FaultPlan.none(),
                            at % 2 == 0 ? Loss.process() : Loss.seeded(at),
                            7));
        }
        System.out.println("two ends: " + states + " cuts");
        assertThat(states.sum()).isGreaterThan(2000);
    }

    @Test
    void eitherSideDeadAtEveryStep() {
        for (StorageCase run : CASES) {
            Start start = Start.of(run);
            LongStream.range(0, 80).parallel().forEach(step -> {
                for (int seed = 0; seed < ORDERS; seed++) {
                    for (Loss loss : List.of(Loss.process(), Loss.all(), Loss.seeded(step))) {
                        FaultPlan plan = FaultPlan.none().crashAt(step, 9 * seed);
                        state(start, Cut.NONE, plan, loss, seed);
                        Cut dead = new Cut(SimulatedPipe.NEVER, SimulatedPipe.NEVER, 1 + step % 40);
                        state(start, dead, FaultPlan.none(), loss, seed);
                        state(start, dead, plan, loss, seed);
                    }
                }
            });
        }
        System.out.println("two ends: " + states + " deaths of the receiver, the sender, or both");
        assertThat(states.sum()).isGreaterThan(2000);
    }

    @Test
    void seededCutsCrashesAndLosses() {
        LongStream.range(0, SEEDS).parallel().forEach(seed -> {
            StorageCase run = StorageCase.seeded(seed, 3);
            SplittableRandom random = new SplittableRandom(seed);
            Cut cut = new Cut(
                    random.nextBoolean() ? 1 + random.nextLong(run.size() + 2000) : SimulatedPipe.NEVER,
                    random.nextInt(4) == 0 ? 1 + random.nextLong(2000) : SimulatedPipe.NEVER,
                    random.nextInt(4) == 0 ? 1 + random.nextInt(20) : Long.MAX_VALUE);
            FaultPlan plan = random.nextBoolean()
                    ? FaultPlan.none().crashAt(random.nextLong(60), random.nextInt(1 << 14))
                    : FaultPlan.none();
            state(Start.of(run), cut, plan, random.nextBoolean() ? Loss.process() : Loss.seeded(seed), seed);
        });
        System.out.println("two ends: " + states + " seeded states");
        assertThat(states.sum()).isEqualTo(SEEDS);
    }
}
