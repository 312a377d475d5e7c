package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.transfer.testkit.FaultPlan;
import dev.framewire.transfer.testkit.Loss;
import dev.framewire.transfer.testkit.SimulatedCrash;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A pack of three files in two folders on a simulated disk, dying at every step with every loss, and put again: each name refers
 * to what it did before or to the whole new file, and what was answered by 0 is durable.
 */
@Timeout(900)
class PackSimulatorTest {
    private static final Path HOME = Path.of("/home");
    private static final List<Path> TARGETS =
            List.of(Path.of("/home/one/a"), Path.of("/home/one/b"), Path.of("/home/two/c"));
    private static final byte[] OLD = new byte[5000];
    private static final List<byte[]> CONTENTS = List.of(filled(100, 1), filled(9000, 2), filled(4096, 3));

    private int states;

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Runs everything at once on the thread that asks: a run is a function of its plan. */
    private static final class Inline extends AbstractExecutorService {
        @Override
        public void execute(Runnable command) {
            command.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    private record Site(FileStore store) implements TransferSite {
        @Override
        public TransferSink accept(PutOffer offer) {
            return TransferSink.file(store, "me", Path.of(offer.path()));
        }

        @Override
        public TransferSource open(GetOffer offer) {
            throw new AssertionError();
        }
    }

    /** The first target has a file before, where it may. */
    private static SimulatedDisk fresh(Condition condition) throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        Disk mounted = disk.mount();
        for (Path target : TARGETS) {
            mounted.createDirectories(target.getParent());
        }
        mounted.createDirectories(HOME.resolve(".xfer"));
        if (condition == Condition.ANY) {
            DiskFile file = mounted.open(TARGETS.get(0), Disk.Mode.CREATE);
            file.write(ByteBuffer.wrap(OLD), 0);
        }
        return disk.settle();
    }

    /** Answers the outcomes; throws what the plan says. */
    private static byte[] put(SimulatedDisk disk, Condition condition) throws IOException {
        ExecutorService inline = new Inline();
        FileStore store = FileStore.open(
                HOME.resolve(".xfer"), disk.mount(), StoreSettings.defaults().at(() -> 0L));
        List<String> names = TARGETS.stream().map(Path::toString).toList();
        Message.Pack pack = PackFiles.pack(ContentCheck.SHA256, names, CONTENTS);
        return new PackWriter(new Site(store), condition, inline)
                .write(PackCodec.decode(pack), pack)
                .outcomes();
    }

    private static void check(SimulatedDisk disk, Condition condition, byte[] outcomes) {
        for (int i = 0; i < TARGETS.size(); i++) {
            Optional<byte[]> there = disk.content(TARGETS.get(i));
            byte[] now = there.orElse(null);
            boolean before = i == 0 && condition == Condition.ANY ? Arrays.equals(now, OLD) : there.isEmpty();
            boolean whole = Arrays.equals(now, CONTENTS.get(i));
            assertThat(whole || before && outcomes[i] != 0)
                    .as("file %d, answered %d", i, outcomes[i])
                    .isTrue();
        }
    }

    private void state(SimulatedDisk start, Condition condition, FaultPlan plan) throws IOException {
        SimulatedDisk disk = start.copy().plan(plan);
        byte[] outcomes = {-1, -1, -1};
        try {
            outcomes = put(disk, condition);
        } catch (SimulatedCrash dead) {
            // as planned
        } catch (IOException e) {
            // it died while it forced side by side, or the store could not be opened
            assertThat(e.getCause() instanceof SimulatedCrash || disk.steps() > plan.failForceAtStep())
                    .isTrue();
        }
        int unsynced = disk.unsynced().size();
        List<Loss> losses = new ArrayList<>(List.of(Loss.process()));
        for (long mask = 0; mask < 1L << Math.min(9, unsynced); mask++) {
            losses.add(Loss.mask(mask));
        }
        for (long seed = 0; seed < 32; seed++) {
            losses.add(Loss.seeded(seed));
        }
        for (Loss loss : losses) {
            SimulatedDisk after = disk.copy().restart(loss);
            check(after, condition, outcomes);
            assertThat(put(after, condition)).as("put again").containsOnly(0);
            check(after.restart(Loss.all()), condition, new byte[3]);
            states++;
        }
    }

    private void everyCrash(Condition condition) throws IOException {
        SimulatedDisk start = fresh(condition);
        SimulatedDisk whole = start.copy();
        assertThat(put(whole, condition)).containsOnly(0);
        for (long step = start.steps(); step <= whole.steps(); step++) {
            for (int torn : new int[] {0, 4096}) {
                state(start, condition, FaultPlan.none().crashAt(step, torn));
            }
            state(start, condition, FaultPlan.none().failForceAt(step));
        }
        System.out.println("storage simulator, packs, " + condition + ": " + states + " states");
        assertThat(states).isGreaterThan(1000);
    }

    @Test
    void everyCrashOfAPackThatReplaces() throws IOException {
        everyCrash(Condition.ANY);
    }

    @Test
    void everyCrashOfAPackThatReplacesNothing() throws IOException {
        everyCrash(Condition.ABSENT);
    }
}
