package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.transfer.EveryCrash.Dead;
import dev.framewire.transfer.StorageCase.Like;
import dev.framewire.transfer.StorageCase.Older;
import dev.framewire.transfer.testkit.FaultPlan;
import dev.framewire.transfer.testkit.Loss;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
@Timeout(7200)
class StorageSimulatorTest {
    /** Three times as many losses: profile {@code simulate}. */
    private static final boolean THOROUGH = Boolean.getBoolean("framewire.simulate");

    static List<StorageCase> threeChunks() {
        int size = 3 * StorageCase.CHUNK;
        return List.of(
                StorageCase.of(size, 1),
                StorageCase.of(size, 2).with(Older.OTHER).withoutCheckpoints(),
                StorageCase.of(size, 3).ifAbsent().ownerOf(300),
                StorageCase.of(size, 4).afterAStaleOne(),
                StorageCase.of(size - 5000, 5)
                        .with(Older.OTHER)
                        .afterAStaleOne()
                        .withoutCheckpoints(),
                StorageCase.of(size - 5000, 6).with(Older.SHARING),
                StorageCase.of(size, 7).with(Older.PUBLISHED).remembering(),
                StorageCase.of(size - 5000, 8).remembering().withManifests(),
                StorageCase.of(size - 5000, 9).like(Like.SHARING).remembering(),
                StorageCase.of(size - 5000, 10).like(Like.DAMAGED).ifAbsent(),
                StorageCase.of(size - 5000, 11).like(Like.SAME).afterAStaleOne().withoutCheckpoints());
    }

    /** A session that has met a failing force ends within so many steps. */
    private static final int STEPS_BEHIND_A_FORCE = 3;

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
                throw new UncheckedIOException(dead.plan().toString(), e);
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

    @ParameterizedTest
    @MethodSource("threeChunks")
    void everyCrashAndEveryLossOfThreeChunks(StorageCase run) throws IOException {
        StorageSimulator simulator = new StorageSimulator(run);
        SimulatedDisk start = simulator.fresh();
        List<Dead> deaths = EveryCrash.deaths(simulator, start, simulator.content, simulator.promises());
        int mostUnsynced = 0;
        for (Dead dead : deaths) {
            mostUnsynced = Math.max(mostUnsynced, dead.disk().unsynced().size());
        }
        onAllCores(deaths, dead -> {
            for (Loss loss : EveryCrash.losses(dead.disk(), THOROUGH)) {
                SimulatedDisk disk = dead.disk().copy();
                Promises promises = dead.promises().copy();
                state(
                        () -> {
                            simulator.survive(disk, promises, loss);
                            simulator.finish(disk, simulator.content, promises);
                        },
                        run,
                        dead.plan(),
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
        onAllCores(EveryCrash.deaths(simulator, start, simulator.content, simulator.promises()), first -> {
            for (Loss loss :
                    List.of(Loss.process(), Loss.all(), Loss.seeded(first.disk().steps()))) {
                StorageCase.Version version = loss.kind() == Loss.Kind.ALL ? simulator.edited : simulator.content;
                SimulatedDisk again = first.disk().copy();
                Promises promises = first.promises().copy();
                SplittableRandom random = new SplittableRandom(first.disk().steps());
                state(
                        () -> {
                            simulator.survive(again, promises, loss);
                            simulator.between(again, version, random);
                        },
                        run,
                        first.plan(),
                        loss);
                for (Dead second : EveryCrash.deaths(simulator, again, version, promises)) {
                    long seed = first.disk().steps() * 1000 + second.disk().steps();
                    for (Loss last : lastLosses(seed)) {
                        state(
                                () -> {
                                    SimulatedDisk disk = second.disk().copy();
                                    Promises kept = second.promises().copy();
                                    simulator.survive(disk, kept, last);
                                    simulator.finish(disk, version, kept);
                                },
                                run,
                                first.plan(),
                                loss,
                                second.plan(),
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

    /** A force that fails, a process that dies at any step behind it, and a session that dies anywhere and loses power. */
    @ParameterizedTest
    @MethodSource("threeChunks")
    void everyCrashBehindEveryFailingForce(StorageCase run) throws IOException {
        StorageSimulator simulator = new StorageSimulator(run);
        SimulatedDisk start = simulator.fresh();
        SimulatedDisk whole = start.copy();
        simulator.session(whole, simulator.content, simulator.promises());
        List<FaultPlan> plans = new ArrayList<>();
        for (long step = start.steps(); step < whole.steps(); step++) {
            for (long behind = 1; behind <= STEPS_BEHIND_A_FORCE; behind++) {
                plans.add(FaultPlan.none().failForceAt(step).crashAt(step + behind, 1 << 20));
            }
        }
        plans.parallelStream().forEach(plan -> {
            SimulatedDisk disk = start.copy().plan(plan);
            Promises promises = simulator.promises();
            simulator.die(disk, simulator.content, promises, plan);
            if (promises.forceFailed) {
                state(() -> behind(simulator, disk, promises), run, plan);
            }
        });
        System.out.println("storage simulator, " + run + ": " + states + " states behind a failing force");
        assertThat(states.sum()).isGreaterThan(500);
    }

    private void behind(StorageSimulator simulator, SimulatedDisk disk, Promises promises) throws IOException {
        simulator.survive(disk, promises, Loss.process());
        for (Dead dead : EveryCrash.deaths(simulator, disk, simulator.content, promises)) {
            for (Loss loss : List.of(
                    Loss.all(),
                    Loss.mask(0x5555),
                    Loss.mask(0xaaaa),
                    Loss.seeded(dead.disk().steps()))) {
                state(
                        () -> simulator.survive(
                                dead.disk().copy(), dead.promises().copy(), loss),
                        dead.plan(),
                        loss);
            }
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
        for (Path file : List.of(simulator.name.part(), simulator.name.journal(), simulator.sent.manifest)) {
            for (long seed = 0; seed < 200; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                FaultPlan plan =
                        FaultPlan.none().crashAt(start.steps() + random.nextLong(whole.steps() - start.steps()));
                SimulatedDisk disk = start.copy().plan(plan);
                simulator.die(disk, simulator.content, simulator.promises());
                disk.restart(Loss.process());
                int bytes = EveryCrash.length(disk, file);
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
        StorageSimulator simulator =
                new StorageSimulator(StorageCase.of(69_014, 14).ifAbsent().afterAStaleOne());
        FaultPlan plan = FaultPlan.none().crashAt(49, 15_520).failForceAt(64);
        simulator.examine(simulator.fresh(), plan, Loss.seeded(14_006));
    }
}
