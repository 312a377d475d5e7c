package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.transfer.StorageSimulator.Case;
import dev.framewire.transfer.StorageSimulator.Promises;
import dev.framewire.transfer.testkit.FaultPlan;
import dev.framewire.transfer.testkit.Loss;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every crash of a receiver of three chunks. A state is one distinct triple of case, plan and loss, run to the end; the
 * number examined is printed. A failure names the triple, which is the whole run.
 */
@Timeout(900)
class StorageSimulatorTest {
    /** More unforced changes than this are lost by seeded subsets instead of by all of them. */
    private static final int MAX_EXHAUSTIVE = Integer.getInteger("framewire.simulator.exhaustive", 5);

    private static final int SEEDED_LOSSES = 1 << 5;

    static List<Case> threeChunks() {
        int size = 3 * StorageSimulator.CHUNK;
        return List.of(
                new Case(size, 1, false, false, false),
                new Case(size, 2, true, false, false),
                new Case(size, 3, false, true, false),
                new Case(size, 4, false, false, true),
                new Case(size - 5000, 5, true, false, true));
    }

    private long states;

    private void examine(StorageSimulator simulator, SimulatedDisk start, FaultPlan plan, Loss loss) {
        try {
            simulator.examine(start, plan, loss);
            states++;
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(simulator.run + ", " + plan + ", " + loss + ": " + e, e);
        }
    }

    private void examine(StorageSimulator simulator, SimulatedDisk dead, Promises promises, FaultPlan plan, Loss loss) {
        try {
            SimulatedDisk disk = dead.copy();
            Promises kept = promises.copy();
            simulator.survive(disk, kept, loss);
            simulator.finish(disk, kept, loss.kind() != Loss.Kind.PROCESS);
            states++;
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(simulator.run + ", " + plan + ", " + loss + ": " + e, e);
        }
    }

    @ParameterizedTest
    @MethodSource("threeChunks")
    void everyCrashAndEveryLossOfThreeChunks(Case run) throws IOException {
        StorageSimulator simulator = new StorageSimulator(run);
        SimulatedDisk start = simulator.fresh();
        SimulatedDisk whole = start.copy();
        simulator.session(whole, new Promises());
        long first = start.steps();
        for (long step = first; step <= whole.steps(); step++) {
            for (int bytes : new int[] {0, 9, 4096}) {
                FaultPlan plan = FaultPlan.none().crashAt(step, bytes);
                SimulatedDisk dead = start.copy().plan(plan);
                Promises promises = new Promises();
                simulator.die(dead, promises);
                int unsynced = dead.unsynced().size();
                examine(simulator, dead, promises, plan, Loss.process());
                if (unsynced <= MAX_EXHAUSTIVE) {
                    for (long mask = 0; mask < 1L << unsynced; mask++) {
                        examine(simulator, dead, promises, plan, Loss.mask(mask));
                    }
                } else {
                    for (long seed = 0; seed < SEEDED_LOSSES; seed++) {
                        examine(simulator, dead, promises, plan, Loss.mask(new SplittableRandom(seed).nextLong()));
                    }
                }
                for (long seed = 0; seed < 8; seed++) {
                    examine(simulator, dead, promises, plan, Loss.seeded(seed)); // torn pages and older forms
                }
            }
        }
        System.out.println(
                "storage simulator, " + run + ": " + states + " states over " + (whole.steps() - first) + " steps");
        assertThat(states).isGreaterThan(500);
    }

    @ParameterizedTest
    @MethodSource("threeChunks")
    void everyFailingForce(Case run) throws IOException {
        StorageSimulator simulator = new StorageSimulator(run);
        SimulatedDisk start = simulator.fresh();
        SimulatedDisk whole = start.copy();
        simulator.session(whole, new Promises());
        for (long step = start.steps(); step <= whole.steps(); step++) {
            FaultPlan plan = FaultPlan.none().failForceAt(step);
            for (long seed = 0; seed < 8; seed++) {
                examine(simulator, start, plan, Loss.seeded(seed));
            }
            examine(simulator, start, plan, Loss.process());
            examine(simulator, start, plan, Loss.all());
        }
    }

    @ParameterizedTest
    @MethodSource("threeChunks")
    void aDiskFullAtEveryPage(Case run) throws IOException {
        StorageSimulator simulator = new StorageSimulator(run);
        SimulatedDisk start = simulator.fresh();
        for (int space = 0; space < 3 * run.size(); space += 4000) {
            for (Loss loss : List.of(Loss.process(), Loss.all(), Loss.seeded(space))) {
                examine(simulator, start, FaultPlan.none().space(space), loss);
            }
        }
    }

    /** A bit flipped in what a checkpoint covers is found before anything is published. */
    @ParameterizedTest
    @MethodSource("threeChunks")
    void aFlippedBitIsNeverPublished(Case run) throws IOException {
        StorageSimulator simulator = new StorageSimulator(run);
        SimulatedDisk start = simulator.fresh();
        SimulatedDisk whole = start.copy();
        simulator.session(whole, new Promises());
        PartialName name = PartialName.of(StorageSimulator.FOLDER, "owner", StorageSimulator.TARGET);
        for (Path file : List.of(name.part(), name.journal())) {
            for (long seed = 0; seed < 100; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                long step = start.steps() + random.nextLong(whole.steps() - start.steps());
                SimulatedDisk disk = start.copy().plan(FaultPlan.none().crashAt(step));
                simulator.die(disk, new Promises());
                disk.restart(Loss.process());
                int bytes = disk.content(file).map(c -> c.length).orElse(0);
                if (bytes == 0
                        || run.absent() && disk.content(StorageSimulator.TARGET).isPresent()) {
                    continue;
                }
                long bit = random.nextLong(8L * bytes);
                disk.flipBit(file, bit);
                try {
                    simulator.finish(disk, new Promises(), true);
                    states++;
                } catch (IOException | AssertionError e) {
                    throw new AssertionError(run + ", crash at " + step + ", bit " + bit + " of " + file + ": " + e, e);
                }
            }
        }
    }
}
