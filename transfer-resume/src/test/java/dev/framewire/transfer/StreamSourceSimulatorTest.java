package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.framewire.transfer.Saboteur.Step;
import dev.framewire.transfer.StorageCase.Version;
import dev.framewire.transfer.testkit.FaultPlan;
import dev.framewire.transfer.testkit.Loss;
import dev.framewire.transfer.testkit.SimulatedCrash;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Content of unknown size into a file, chunks of 16 KiB of which the source keeps two: both ends on one thread over pipes that are
 * cut, over a simulated disk that crashes. The target is what it was or the whole content, what was durable is not sent
 * again, and a source that is read once is never asked for what is gone but where power went, or where all had arrived.
 */
@Timeout(900)
class StreamSourceSimulatorTest {
    private static final int CHUNK = StorageCase.CHUNK;
    private static final int KEPT = 2 * CHUNK;
    /** Behind a cut, some bytes of content more or less make no difference. */
    private static final int STRIDE = 211;

    private final LongAdder states = new LongAdder();

    /** What the next attempt sends. */
    private enum Next {
        /** The same source, in the same process. */
        GOES_ON,
        /** As above; it can be opened again. */
        REOPENS,
        /** A new source, in a new process. */
        NEW_PROCESS,
        /** A new source, whose content was edited. */
        EDITED
    }

    private static StreamSource source(Version version, boolean reopens) {
        ByteArrayInputStream once = new ByteArrayInputStream(version.bytes());
        return new StreamSource(
                () -> reopens ? new ByteArrayInputStream(version.bytes()) : once, reopens, KEPT, CHUNK, true);
    }

    private static PipedEnds connect(
            StorageSimulator simulator, SimulatedDisk disk, StreamSource source, long cutForward, long cutBack)
            throws IOException {
        return new PipedEnds(
                new StreamSender(1, source, () -> 0, new ProgressMeter()),
                out -> {
                    TransferSink sink = StorageSimulator.sink(simulator.run, simulator.open(disk));
                    Geometry unknown = new Geometry(64L * CHUNK, CHUNK); // not as many as could be: each takes memory
                    Receiver.Limits limits = new Receiver.Limits(20_000, Long.MAX_VALUE, 2L * CHUNK, 1);
                    ProgressMeter meter = new ProgressMeter();
                    return new StreamReceiver(
                            1,
                            new PartialDelivery((Place.Keeping) sink.place, sink, unknown, -1, limits, () -> 0, meter),
                            new StreamReceiver.Offered(unknown, false, Geometry.MAX_SIZE),
                            out,
                            () -> 0,
                            received -> received + 2 * CHUNK,
                            meter);
                },
                cutForward,
                cutBack);
    }

    /** What all states of a case begin with. */
    private record Start(StorageSimulator simulator, SimulatedDisk disk) {
        static Start of(int size) throws IOException {
            return of(size, Sabotage.NONE);
        }

        static Start of(int size, Sabotage sabotage) throws IOException {
            StorageSimulator simulator = new StorageSimulator(StorageCase.of(size, 1), sabotage);
            return new Start(simulator, simulator.fresh());
        }
    }

    private void state(Start start, long cutForward, long cutBack, FaultPlan plan, Loss loss, Next next) {
        String state =
                start.simulator().run + ", " + cutForward + ", " + cutBack + ", " + plan + ", " + loss + ", " + next;
        try {
            StorageSimulator simulator = start.simulator();
            SimulatedDisk disk = start.disk().copy();
            FaultPlan shifted = plan.crashAtStep() == FaultPlan.NEVER
                    ? plan
                    : plan.crashAt(disk.steps() + plan.crashAtStep(), plan.bytesBeforeCrash());
            StreamSource source = source(simulator.content, next == Next.REOPENS);
            boolean done = false;
            PipedEnds first = null;
            try {
                disk.plan(shifted);
                first = connect(simulator, disk, source, cutForward, cutBack);
                done = first.run();
            } catch (SimulatedCrash crash) {
                // as planned
            }
            disk.restart(loss);
            byte[] found = disk.content(StorageSimulator.TARGET).orElse(null);
            byte[] wanted = simulator.content.bytes();
            boolean published = Arrays.equals(found, wanted);
            assertThat(found == null || published).as("I1: " + state).isTrue();
            assertThat(!done || published).as("I8: " + state).isTrue();
            again(simulator, disk, source, next, loss, published, first == null ? 0 : first.durable, state);
            states.increment();
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(state + ": " + e, e);
        }
    }

    private static void again(
            StorageSimulator simulator,
            SimulatedDisk disk,
            StreamSource source,
            Next next,
            Loss loss,
            boolean published,
            long durable,
            String state)
            throws IOException {
        Version version = next == Next.EDITED ? simulator.edited : simulator.content;
        boolean goesOn = next == Next.GOES_ON || next == Next.REOPENS;
        PipedEnds second = connect(
                simulator, disk, goesOn ? source : source(version, false), SimulatedPipe.NEVER, SimulatedPipe.NEVER);
        try {
            assertThat(second.run()).as("I7: " + state).isTrue();
        } catch (TransferException e) {
            boolean gone = e.kind() == TransferException.Kind.GONE && next == Next.GOES_ON;
            assertThat(gone && (published || loss.kind() != Loss.Kind.PROCESS))
                    .as(e + ": " + state)
                    .isTrue();
            return;
        }
        disk.restart(Loss.all());
        assertThat(disk.content(StorageSimulator.TARGET).orElseThrow()).isEqualTo(version.bytes());
        if (!published && next != Next.EDITED) {
            assertThat(second.contentSent)
                    .as("I2: " + state)
                    .isLessThanOrEqualTo(version.bytes().length - durable / CHUNK * CHUNK);
        }
    }

    private static final List<Integer> SIZES = List.of(3 * CHUNK - 5000, 4 * CHUNK);

    @Test
    void cutAtEveryByteThatIsNoContentAndSomeThatAre() throws IOException {
        for (int size : SIZES) {
            Start start = Start.of(size);
            PipedEnds whole = connect(
                    start.simulator(),
                    start.disk().copy(),
                    source(start.simulator().content, false),
                    SimulatedPipe.NEVER,
                    SimulatedPipe.NEVER);
            assertThat(whole.run()).isTrue();
            Next[] nexts = Next.values();
            LongStream.rangeClosed(1, whole.forward.length())
                    .filter(at -> at % STRIDE == 0 || at < 200 || at > whole.forward.length() - 200)
                    .parallel()
                    .forEach(at -> state(
                            start,
                            at,
                            SimulatedPipe.NEVER,
                            FaultPlan.none(),
                            at % 3 == 0 ? Loss.seeded(at) : Loss.process(),
                            nexts[(int) (at % nexts.length)]));
            LongStream.rangeClosed(1, whole.back.length())
                    .parallel()
                    .forEach(at -> state(
                            start,
                            SimulatedPipe.NEVER,
                            at,
                            FaultPlan.none(),
                            at % 3 == 0 ? Loss.seeded(at) : Loss.process(),
                            nexts[(int) (at % nexts.length)]));
        }
        System.out.println("content of unknown size: " + states + " cuts");
        assertThat(states.sum()).isGreaterThan(1000);
    }

    private void deaths(Start start, IntStream steps) {
        steps.forEach(step -> {
            for (Next next : Next.values()) {
                for (Loss loss : List.of(Loss.process(), step % 2 == 0 ? Loss.all() : Loss.seeded(step))) {
                    state(
                            start,
                            SimulatedPipe.NEVER,
                            SimulatedPipe.NEVER,
                            FaultPlan.none().crashAt(step, 31 * step),
                            loss,
                            next);
                }
            }
        });
    }

    @Test
    void theReceiverDiesAtEveryStep() throws IOException {
        for (int size : new int[] {0, CHUNK, 3 * CHUNK - 5000, 4 * CHUNK}) {
            deaths(Start.of(size), IntStream.range(0, size == 0 ? 25 : 55).parallel());
        }
        System.out.println("content of unknown size: " + states + " deaths of the receiver");
        assertThat(states.sum()).isGreaterThan(1000);
    }

    static Stream<Arguments> guards() {
        return Stream.of(
                arguments(
                        "the force of the part at a checkpoint", Saboteur.without(Step.FORCE_PART, "checkpoint"), "I2"),
                arguments(
                        "the force of the journal at a checkpoint",
                        Saboteur.without(Step.FORCE_JOURNAL, "checkpoint"),
                        "I2"),
                arguments("the force of the folder at a commit", Saboteur.without(Step.FORCE_FOLDER, "commit"), "I8"));
    }

    /** Would it notice? One guard is taken away, and a state must be found that breaks a promise. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("guards")
    void withoutAGuardAPromiseBreaks(String guard, Sabotage sabotage, String invariant) throws IOException {
        Start start = Start.of(4 * CHUNK, sabotage);
        for (int step = 0; step < 55; step++) {
            int dies = step;
            Throwable broken = catchThrowable(() -> deaths(start, IntStream.of(dies)));
            if (broken != null && String.valueOf(broken.getMessage()).contains(invariant + ": ")) {
                return;
            }
        }
        throw new AssertionError("not noticed: " + guard);
    }
}
