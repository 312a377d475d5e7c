package dev.framewire.transfer;

import dev.framewire.transfer.testkit.FaultPlan;
import dev.framewire.transfer.testkit.Loss;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * States of the {@link StorageSimulator} by number. A state is a function of its number: a case, a plan that ends its first
 * session, a loss; in every other state a second plan and loss that end the second session; then a session that must publish.
 *
 * <pre>
 *   number = ((case × PLANS) + plan) × LOSSES + loss
 * </pre>
 */
final class SeededStates {
    static final int PLANS = 8;
    static final int LOSSES = 8;
    static final int A_CASE = PLANS * LOSSES;
    private static final int MOST_CHUNKS = 3;
    private static final long ALL = -1;

    private final Sabotage sabotage;
    private final LongAdder recalled = new LongAdder();

    SeededStates(Sabotage sabotage) {
        this.sabotage = sabotage;
    }

    static StorageCase caseOf(long number) {
        return StorageCase.seeded(number, MOST_CHUNKS);
    }

    /** Sessions whose sender believed what was remembered of its file. */
    long recalled() {
        return recalled.sum();
    }

    /** All states of a case. */
    void examineCase(long number) {
        examine(number, ALL);
    }

    /** One state. */
    void examineState(long state) {
        examine(state / A_CASE, state);
    }

    private void examine(long number, long only) {
        StorageCase run = caseOf(number);
        long state = number * A_CASE;
        FaultPlan plan = FaultPlan.none();
        try {
            StorageSimulator simulator = new StorageSimulator(run, sabotage);
            SimulatedDisk start = simulator.fresh();
            SimulatedDisk whole = start.copy();
            simulator.session(whole, simulator.content, simulator.promises());
            long steps = whole.steps() - start.steps() + 1;
            for (int i = 0; i < PLANS; i++) {
                plan = FaultPlan.seeded(number * PLANS + i, start.steps(), steps);
                SimulatedDisk dead = start.copy().plan(plan);
                Promises promises = simulator.promises();
                simulator.die(dead, simulator.content, promises, plan);
                for (int j = 0; j < LOSSES; j++) {
                    state = (number * PLANS + i) * LOSSES + j;
                    if (only == ALL || only == state) {
                        finish(simulator, dead.copy(), promises.copy(), state, steps);
                    }
                }
            }
            recalled.add(simulator.recalled.sum());
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "state " + state + " (replay it with -Dframewire.simulator.state=" + state + "), " + run + ", "
                            + plan + ": " + e,
                    e);
        }
    }

    private static void finish(
            StorageSimulator simulator, SimulatedDisk disk, Promises promises, long state, long steps)
            throws IOException {
        SplittableRandom random = new SplittableRandom(state);
        simulator.survive(disk, promises, loss(random));
        StorageCase.Version version = random.nextInt(4) == 0 ? simulator.edited : simulator.content;
        if (random.nextBoolean()) {
            simulator.between(disk, version, random);
            FaultPlan second = FaultPlan.seeded(random.nextLong(), disk.steps(), steps + 4);
            simulator.die(disk.plan(second), version, promises, second);
            simulator.survive(disk, promises, loss(random));
        }
        simulator.between(disk, version, random);
        if (simulator.run.manifests() && version == simulator.content && random.nextInt(4) == 0) {
            simulator.finishRotten(disk, promises);
        } else {
            simulator.finish(disk, version, promises);
        }
    }

    private static Loss loss(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> Loss.process();
            case 2 -> Loss.all();
            case 3 -> Loss.mask(random.nextLong());
            default -> Loss.seeded(random.nextLong());
        };
    }
}
