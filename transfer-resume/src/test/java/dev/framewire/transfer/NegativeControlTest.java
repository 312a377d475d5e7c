package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.framewire.transfer.Saboteur.Step;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Would the simulator notice? One guard is taken away in each test, and a broken promise must be found. */
@Timeout(900)
class NegativeControlTest {
    private static final int MOST_CASES = 3000;

    private static void caught(Sabotage sabotage, String... invariants) {
        caughtFrom(0, sabotage, invariants);
    }

    /** Searches from that case on: where it was seen first, to save time; any other will do. */
    private static void caughtFrom(long first, Sabotage sabotage, String... invariants) {
        SeededStates states = new SeededStates(sabotage);
        for (long i = 0; i < MOST_CASES; i++) {
            long number = (first + i) % MOST_CASES;
            try {
                states.examineCase(number);
            } catch (AssertionError e) {
                // whatever else goes wrong without the guard, a promise must be seen to break
                if (e.getCause() instanceof StorageSimulator.Broken broken
                        && Arrays.stream(invariants)
                                .anyMatch(name ->
                                        String.valueOf(broken.getMessage()).startsWith(name))) {
                    System.out.println("negative control: " + broken.getMessage() + ", case " + number);
                    return;
                }
            }
        }
        throw new AssertionError("not noticed in " + MOST_CASES * SeededStates.A_CASE + " states");
    }

    // ---- forces

    @Test
    void theForceOfThePartAtACheckpoint() {
        caught(Saboteur.without(Step.FORCE_PART, "checkpoint"), "I2");
    }

    @Test
    void theForceOfTheJournalAtACheckpoint() {
        caught(Saboteur.without(Step.FORCE_JOURNAL, "checkpoint"), "I2");
    }

    @Test
    void theForceOfTheFolderAtACheckpoint() {
        caught(Saboteur.without(Step.FORCE_FOLDER, "checkpoint"), "I2");
    }

    @Test
    void theForceOfTheJournalAfterADrop() {
        caught(Saboteur.without(Step.FORCE_JOURNAL, "drop"), "I2/I4");
    }

    @Test
    void theForceOfThePartAtACommit() {
        caught(Saboteur.without(Step.FORCE_PART, "commit"), "I1", "I8");
    }

    @Test
    void theForceOfTheTargetsFolderAtACommit() {
        caught(Saboteur.without(Step.FORCE_FOLDER, "commit"), "I8", "I1");
    }

    @Test
    void theForceOfANewJournal() {
        caught(Saboteur.without(Step.FORCE_NEW_JOURNAL, "acquire"), "I2");
    }

    @Test
    void theForceOfTheFolderOfANewJournal() {
        caught(Saboteur.without(Step.FORCE_FOLDER, "acquire"), "I2");
    }

    // ---- order

    @Test
    void aChunkWrittenAfterItsClaim() {
        caught(Saboteur.late(Step.WRITE_PART, "onData", Step.WRITE_JOURNAL), "I3");
    }

    @Test
    void aCheckpointRecordedBeforeItsForce() {
        caught(Saboteur.late(Step.FORCE_PART, "checkpoint", Step.WRITE_JOURNAL), "I2");
    }

    @Test
    void aDropRecordedAfterTheChunkWasWrittenOver() {
        caught(Saboteur.late(Step.WRITE_JOURNAL, "drop", Step.WRITE_PART), "I2", "I3");
    }

    @Test
    void aNameGivenBeforeTheForceOfThePart() {
        caught(Saboteur.late(Step.FORCE_PART, "commit", Step.PUBLISH), "I1");
    }

    @Test
    void theOldNameTakenAwayBeforeTheNewOneIsDurable() {
        caughtFrom(40, Saboteur.late(Step.FORCE_FOLDER, "commit", Step.DELETE), "I2");
    }

    @Test
    void aNewJournalNamedBeforeItsForce() {
        caught(Saboteur.late(Step.FORCE_NEW_JOURNAL, "acquire", Step.RENAME_JOURNAL), "I2");
    }

    // ---- checks

    @Test
    void readingBackWhatAnotherProcessWrote() {
        caught(Saboteur.withoutReadingBack(), "I1", "I2", "I8");
    }

    @Test
    void writingAgainWhatNoForceCovers() {
        caughtFrom(349, Saboteur.without(Step.WRITE_PART, "idle"), "I8", "I1", "I2");
    }

    @Test
    void theCrcOfAPieceIsTheFirstToSee() throws IOException {
        assertThatThrownBy(() -> session(Saboteur.flippingPieces(true, true, true)))
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.kind()).isEqualTo(TransferException.Kind.CORRUPT));
    }

    @Test
    void withoutItTheDigestsSee() {
        assertThat(catchThrowable(() -> session(Saboteur.flippingPieces(false, true, true))))
                .as("the chunk is asked for again, and again")
                .hasMessageStartingWith("I7");
    }

    @Test
    void withoutThoseTheRootSees() {
        assertThatThrownBy(() -> session(Saboteur.flippingPieces(false, false, true)))
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.kind()).isEqualTo(TransferException.Kind.PROTOCOL));
    }

    @Test
    void withoutAnyTheSimulatorDoes() {
        caught(Saboteur.flippingPieces(false, false, false), "I1", "I8");
    }

    private static void session(Sabotage sabotage) throws IOException {
        StorageSimulator simulator =
                new StorageSimulator(new StorageCase(40_000, 1, false, false, false, false), sabotage);
        SimulatedDisk disk = simulator.fresh();
        simulator.session(disk, simulator.content, simulator.promises());
    }
}
