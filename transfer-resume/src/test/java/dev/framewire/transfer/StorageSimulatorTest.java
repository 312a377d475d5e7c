package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.transfer.testkit.FaultPlan;
import dev.framewire.transfer.testkit.Loss;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every crash of a receiver of three chunks. A state is one distinct combination of case, plans and losses, run to the end; the
 * number examined is printed. A failure names the combination, which is the whole run.
 */
@Timeout(900)
class StorageSimulatorTest {
    /** Three times as many losses: profile {@code simulate}. */
    private static final boolean THOROUGH = Boolean.getBoolean("framewire.simulate");

    /** Bytes of a write that reach the file in the step that kills: none, some of a page, a page, a chunk. */
    private static final int[] TORN = {0, 9, 4096, 1 << 20};

    static List<StorageCase> threeChunks() {
        int size = 3 * StorageCase.CHUNK;
        return List.of(
                new StorageCase(size, 1, false, false, false, false),
                new StorageCase(size, 2, true, false, false, true),
                new StorageCase(size, 3, false, true, false, false),
                new StorageCase(size, 4, false, false, true, false),
                new StorageCase(size - 5000, 5, true, false, true, true));
    }

    private final LongAdder states = new LongAdder();

    private interface Run {
        void run() throws IOException;
    }

    private interface Search {
        void examine(Dead dead) throws IOException;
    }

    private static void onAllCores(List<Dead> deaths, Search search) {
        deaths.parallelStream().forEach(dead -> {
            try {
                search.examine(dead);
            } catch (IOException e) {
                throw new UncheckedIOException(dead.plan.toString(), e);
            }
        });
    }

    private void state(Run run, Object... what) {
        try {
            run.run();
            states.increment();
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(List.of(what) + ": " + e, e);
        }
    }

    /** A disk whose process has died, and what it had promised. */
    private record Dead(FaultPlan plan, SimulatedDisk disk, Promises promises) {}

    /** Every way in which one session can die: at each step, and of a write in the middle too. */
    private static List<Dead> everyDeath(
            StorageSimulator simulator, SimulatedDisk start, StorageCase.Version version, Promises before)
            throws IOException {
        List<Dead> all = new ArrayList<>();
        SimulatedDisk whole = start.copy();
        try {
            simulator.session(whole, version, before.copy());
        } catch (TransferException e) {
            assertThat(e.kind()).isEqualTo(TransferException.Kind.EXISTS); // its steps are what counts
        }
        for (long step = start.steps(); step <= whole.steps(); step++) {
            Set<String> seen = new LinkedHashSet<>();
            for (int torn : TORN) {
                FaultPlan plan = FaultPlan.none().crashAt(step, torn);
                SimulatedDisk disk = start.copy().plan(plan);
                Promises promises = before.copy();
                simulator.die(disk, version, promises);
                if (seen.add(disk.unsynced() + " " + length(disk, StorageSimulator.NAME.part()) + " "
                        + length(disk, StorageSimulator.NAME.journal()) + " "
                        + length(disk, StorageSimulator.NAME.fresh()))) {
                    all.add(new Dead(plan, disk, promises));
                }
            }
        }
        return all;
    }

    private static int length(SimulatedDisk disk, Path file) {
        return disk.content(file).map(content -> content.length).orElse(-1);
    }

    /** Every subset of what is unsynced where that is little; else every subset of the part's pages, and the rest lost or kept. */
    private static List<Loss> everyLoss(SimulatedDisk disk) {
        List<Loss> losses = new ArrayList<>(List.of(Loss.process()));
        List<String> unsynced = disk.unsynced();
        if (unsynced.size() <= 8) {
            for (long mask = 0; mask < 1L << unsynced.size(); mask++) {
                losses.add(Loss.mask(mask));
            }
        } else {
            // the part is the file with the most pages
            Optional<String> part = unsynced.stream()
                    .filter(change -> change.contains(" page 1"))
                    .map(change -> change.substring(0, change.indexOf(" page ")))
                    .findFirst();
            long pages = 0;
            for (int i = 0; i < unsynced.size(); i++) {
                pages |= part.isPresent() && unsynced.get(i).startsWith(part.get() + " page ") ? 1L << i : 0;
            }
            long rest = (1L << unsynced.size()) - 1 & ~pages;
            long subset = 0;
            do {
                long kept = Long.bitCount(subset) % 2 == 0 ? rest : 0;
                losses.add(Loss.mask(subset | kept));
                if (THOROUGH) {
                    losses.add(Loss.mask(subset | rest & ~kept));
                    losses.add(Loss.mask(subset | rest & new SplittableRandom(subset).nextLong()));
                }
                subset = subset - pages & pages; // the next subset of these bits
            } while (subset != 0);
        }
        for (long seed = 0; seed < 8; seed++) {
            losses.add(Loss.seeded(seed)); // torn pages and older forms
        }
        return losses;
    }

    @ParameterizedTest
    @MethodSource("threeChunks")
    void everyCrashAndEveryLossOfThreeChunks(StorageCase run) throws IOException {
        StorageSimulator simulator = new StorageSimulator(run);
        SimulatedDisk start = simulator.fresh();
        List<Dead> deaths = everyDeath(simulator, start, simulator.content, simulator.promises());
        int mostUnsynced = 0;
        for (Dead dead : deaths) {
            mostUnsynced = Math.max(mostUnsynced, dead.disk.unsynced().size());
        }
        onAllCores(deaths, dead -> {
            for (Loss loss : everyLoss(dead.disk)) {
                SimulatedDisk disk = dead.disk.copy();
                Promises promises = dead.promises.copy();
                state(
                        () -> {
                            simulator.survive(disk, promises, loss);
                            simulator.finish(disk, simulator.content, promises);
                        },
                        run,
                        dead.plan,
                        loss);
            }
        });
        System.out.println("storage simulator, " + run + ": " + states + " states, " + deaths.size()
                + " deaths, at most " + mostUnsynced + " unsynced changes");
        assertThat(states.sum()).isGreaterThan(500);
    }

    /** A session dies, its successor dies too, wherever, also while it recovers; the third is sent the same or something else. */
    @ParameterizedTest
    @MethodSource("threeChunks")
    void everyCrashInsideTheRecoveryFromEveryCrash(StorageCase run) throws IOException {
        StorageSimulator simulator = new StorageSimulator(run);
        SimulatedDisk start = simulator.fresh();
        onAllCores(everyDeath(simulator, start, simulator.content, simulator.promises()), first -> {
            for (Loss loss : List.of(Loss.process(), Loss.all(), Loss.seeded(first.disk.steps()))) {
                StorageCase.Version version = loss.kind() == Loss.Kind.ALL ? simulator.edited : simulator.content;
                SimulatedDisk again = first.disk.copy();
                Promises promises = first.promises.copy();
                state(() -> simulator.survive(again, promises, loss), run, first.plan, loss);
                for (Dead second : everyDeath(simulator, again, version, promises)) {
                    long seed = first.disk.steps() * 1000 + second.disk.steps();
                    for (Loss last : lastLosses(seed)) {
                        state(
                                () -> {
                                    SimulatedDisk disk = second.disk.copy();
                                    Promises kept = second.promises.copy();
                                    simulator.survive(disk, kept, last);
                                    simulator.finish(disk, version, kept);
                                },
                                run,
                                first.plan,
                                loss,
                                second.plan,
                                last);
                    }
                }
            }
        });
        System.out.println("storage simulator, " + run + ": " + states + " states of two crashes");
        assertThat(states.sum()).isGreaterThan(4000);
    }

    private static List<Loss> lastLosses(long seed) {
        List<Loss> all = List.of(Loss.process(), Loss.all(), Loss.seeded(seed));
        return THOROUGH ? all : List.of(all.get((int) (seed % 3)));
    }

    @ParameterizedTest
    @MethodSource("threeChunks")
    void everyFailingForce(StorageCase run) throws IOException {
        StorageSimulator simulator = new StorageSimulator(run);
        SimulatedDisk start = simulator.fresh();
        SimulatedDisk whole = start.copy();
        simulator.session(whole, simulator.content, simulator.promises());
        for (long step = start.steps(); step <= whole.steps(); step++) {
            FaultPlan plan = FaultPlan.none().failForceAt(step);
            for (long seed = 0; seed < 8; seed++) {
                Loss loss = Loss.seeded(seed);
                state(() -> simulator.examine(start, plan, loss), run, plan, loss);
            }
            state(() -> simulator.examine(start, plan, Loss.process()), run, plan);
            state(() -> simulator.examine(start, plan, Loss.all()), run, plan);
        }
    }

    @ParameterizedTest
    @MethodSource("threeChunks")
    void aDiskFullAtEveryPage(StorageCase run) throws IOException {
        StorageSimulator simulator = new StorageSimulator(run);
        SimulatedDisk start = simulator.fresh();
        for (int space = 0; space < 3 * run.size(); space += 4000) {
            FaultPlan plan = FaultPlan.none().space(space);
            for (Loss loss : List.of(Loss.process(), Loss.all(), Loss.seeded(space))) {
                state(() -> simulator.examine(start, plan, loss), run, plan, loss);
            }
        }
    }

    /** A bit flipped in what a checkpoint covers is found before anything is published. */
    @ParameterizedTest
    @MethodSource("threeChunks")
    void aFlippedBitIsNeverPublished(StorageCase run) throws IOException {
        StorageSimulator simulator = new StorageSimulator(run);
        SimulatedDisk start = simulator.fresh();
        SimulatedDisk whole = start.copy();
        simulator.session(whole, simulator.content, simulator.promises());
        for (Path file : List.of(StorageSimulator.NAME.part(), StorageSimulator.NAME.journal())) {
            for (long seed = 0; seed < 200; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                FaultPlan plan =
                        FaultPlan.none().crashAt(start.steps() + random.nextLong(whole.steps() - start.steps()));
                SimulatedDisk disk = start.copy().plan(plan);
                simulator.die(disk, simulator.content, simulator.promises());
                disk.restart(Loss.process());
                int bytes = length(disk, file);
                if (bytes <= 0
                        || run.absent() && disk.content(StorageSimulator.TARGET).isPresent()) {
                    continue;
                }
                long bit = random.nextLong(8L * bytes);
                disk.flipBit(file, bit);
                // what it had promised is void; what it says from now on is not
                state(() -> simulator.finish(disk, simulator.content, simulator.promises()), run, plan, file, bit);
            }
        }
        assertThat(states.sum()).isGreaterThan(50);
    }

    /** Found by seeded search: chunks of the stale content were durable, and reported so, but of no use to the new one. */
    @Test
    void aDurableChunkOfAnotherContentIsNoneThatSurvived() throws IOException {
        StorageSimulator simulator = new StorageSimulator(new StorageCase(69_014, 14, false, true, true, false));
        FaultPlan plan = FaultPlan.none().crashAt(49, 15_520).failForceAt(64);
        simulator.examine(simulator.fresh(), plan, Loss.seeded(14_006));
    }
}
