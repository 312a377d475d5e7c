package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.framewire.transfer.EveryCrash.Dead;
import dev.framewire.transfer.Saboteur.Step;
import dev.framewire.transfer.testkit.Loss;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
                if (e.getCause() instanceof StorageOracle.Broken broken
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

    /** What the next session meets: a disk, and what was promised before. */
    private record Found(SimulatedDisk disk, Promises promises, String how) {}

    /** Every crash of a session that satisfies a condition, and every loss. */
    private static List<Found> crashes(StorageSimulator simulator, Found start, Predicate<SimulatedDisk> when)
            throws IOException {
        List<Found> all = new ArrayList<>();
        for (Dead dead : EveryCrash.deaths(simulator, start.disk(), simulator.content, start.promises())) {
            if (when.test(dead.disk())) {
                for (Loss loss : EveryCrash.losses(dead.disk(), false)) {
                    SimulatedDisk disk = dead.disk().copy();
                    Promises promises = dead.promises().copy();
                    simulator.survive(disk, promises, loss);
                    all.add(new Found(disk, promises, start.how + ", " + dead.plan() + ", " + loss));
                }
            }
        }
        return all;
    }

    private static Found start(StorageSimulator simulator) throws IOException {
        return new Found(simulator.fresh(), simulator.promises(), simulator.run.toString());
    }

    private static boolean published(SimulatedDisk disk) {
        return disk.content(StorageSimulator.TARGET).isPresent();
    }

    /** A promise is broken when sessions die there, and not without the sabotage. */
    private static void caught(Directed scenario, StorageCase run, Sabotage sabotage, String invariant)
            throws IOException {
        scenario.play(new StorageSimulator(run));
        assertThatThrownBy(() -> scenario.play(new StorageSimulator(run, sabotage)))
                .isInstanceOf(StorageOracle.Broken.class)
                .hasMessageStartingWith(invariant);
    }

    private interface Directed {
        void play(StorageSimulator simulator) throws IOException;
    }

    /** Dies between the name and the answer; the put is repeated. */
    private static void anAnswerThatWasLost(StorageSimulator simulator) throws IOException {
        for (Found found : crashes(simulator, start(simulator), NegativeControlTest::published)) {
            simulator.finish(found.disk(), simulator.content, found.promises());
        }
    }

    /** Dies between the name and the answer, and again while it recovers. */
    private static void aRecoveryThatDies(StorageSimulator simulator) throws IOException {
        for (Found found : crashes(simulator, start(simulator), NegativeControlTest::published)) {
            if (found.how().contains("kind=PROCESS")) {
                crashes(simulator, found, disk -> disk.unsynced().size() <= 8);
            }
        }
    }

    /** Dies while a record lies across the end of a sector; one half of it may be new. */
    private static void aTornRecord(StorageSimulator simulator) throws IOException {
        SimulatedDisk start = simulator.fresh();
        for (Dead dead : EveryCrash.deaths(simulator, start, simulator.content, simulator.promises())) {
            for (long seed = 0; seed < 300 && EveryCrash.length(dead.disk(), simulator.name.journal()) > 512; seed++) {
                simulator.survive(dead.disk().copy(), dead.promises().copy(), Loss.seeded(seed));
            }
        }
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

    /** As without its order: a name that lasts and a record that does not. */
    @Test
    void theForceOfTheJournalAtACommit() throws IOException {
        StorageCase absent = StorageCase.of(40_000, 1).ifAbsent();
        Sabotage unforced = Saboteur.without(Step.FORCE_JOURNAL, "commit");
        caught(NegativeControlTest::anAnswerThatWasLost, absent, unforced, "I7");
    }

    /** The target lasts, and the journal that knows whose it is does not: it has no name yet. */
    @Test
    void theForceOfTheJournalsNameAtACommit() throws IOException {
        StorageCase absent = StorageCase.of(40_000, 1).ifAbsent().withoutCheckpoints();
        Sabotage unforced = Saboteur.without(Step.FORCE_FOLDER, "forceNames");
        caught(NegativeControlTest::anAnswerThatWasLost, absent, unforced, "I7");
    }

    /** A file that is linked and not renamed: its first name goes, durably, before the second one lasts. */
    @Test
    void theForceOfTheTargetsFolderInRecovery() throws IOException {
        StorageCase absent = StorageCase.of(40_000, 1).ifAbsent();
        Sabotage unforced = Saboteur.without(Step.FORCE_FOLDER, "finishCommit");
        caught(NegativeControlTest::aRecoveryThatDies, absent, unforced, "I2");
    }

    @Test
    void theWithdrawalOfClaimsAfterAFailedForce() {
        caught(Saboteur.without(Step.WRITE_JOURNAL, "force"), "I5");
    }

    @Test
    void theForceOfANewJournal() {
        caught(Saboteur.without(Step.FORCE_NEW_JOURNAL, "acquire"), "I2");
    }

    /** The owner has removed what was published, and its journal is there still; a new part must not inherit its claims. */
    private static void startingOver(StorageSimulator simulator) throws IOException {
        Found begin = start(simulator);
        for (Dead dead : EveryCrash.deaths(simulator, begin.disk(), simulator.content, begin.promises())) {
            if (published(dead.disk())
                    && dead.disk().content(simulator.name.journal()).isPresent()) {
                SimulatedDisk disk = dead.disk().restart(Loss.kept());
                disk.mount().delete(StorageSimulator.TARGET);
                disk.settle();
                Promises nothing = new Promises(simulator.content.geometry().chunks(), Optional.empty());
                nothing.strictlyPaired = true;
                for (Dead again : EveryCrash.deaths(simulator, disk, simulator.edited, nothing)) {
                    for (Loss loss : EveryCrash.losses(again.disk(), false)) {
                        simulator.survive(again.disk().copy(), again.promises().copy(), loss);
                    }
                }
            }
        }
    }

    @Test
    void theForceOfTheJournalsNameBeforeANewPart() throws IOException {
        StorageCase plain = StorageCase.of(40_000, 1).remembering();
        caught(NegativeControlTest::startingOver, plain, Saboteur.without(Step.FORCE_FOLDER, "acquire"), "I2/I4");
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

    /** The put whose answer was lost is repeated, and refused as if somebody else had published. */
    @Test
    void aCommitRecordedOnlyAfterTheNameWasGiven() throws IOException {
        StorageCase absent = StorageCase.of(40_000, 1).ifAbsent();
        Sabotage late = Saboteur.late(Step.WRITE_JOURNAL, "commit", Step.PUBLISH);
        caught(NegativeControlTest::anAnswerThatWasLost, absent, late, "I7");
    }

    // ---- checks

    /** Records that lie across the end of a sector: one half of them is new. */
    @Test
    void theCrcOfTheJournal() throws IOException {
        StorageCase straddling = StorageCase.of(40_000, 1).ownerOf(350).withoutCheckpoints();
        caught(NegativeControlTest::aTornRecord, straddling, Saboteur.withoutCrcOfTheJournal(), "I3");
    }

    @Test
    void readingBackWhatAnotherProcessWrote() {
        caught(Saboteur.withoutReadingBack(), "I1", "I2", "I8");
    }

    @Test
    void theDigestOfWhatIsCopiedFromElsewhere() {
        caught(Saboteur.copyingWhatNobodyDigested(), "I1", "I8");
    }

    @Test
    void writingAgainWhatNoForceCovers() {
        caughtFrom(349, Saboteur.without(Step.WRITE_PART, "idle"), "I8", "I1", "I2");
    }

    @ParameterizedTest
    @EnumSource
    void theCrcOfAPieceIsTheFirstToSee(ContentCheck check) {
        assertThatThrownBy(() -> session(check, Saboteur.flippingPieces(true, true, true)))
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.kind()).isEqualTo(TransferException.Kind.CORRUPT));
    }

    @ParameterizedTest
    @EnumSource
    void withoutItTheDigestsSee(ContentCheck check) {
        assertThat(catchThrowable(() -> session(check, Saboteur.flippingPieces(false, true, true))))
                .as("the chunk is asked for again, and again")
                .hasMessageStartingWith("I7");
    }

    @ParameterizedTest
    @EnumSource
    void withoutThoseTheRootSees(ContentCheck check) {
        assertThatThrownBy(() -> session(check, Saboteur.flippingPieces(false, false, true)))
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.kind()).isEqualTo(TransferException.Kind.PROTOCOL));
    }

    @Test
    void withoutAnyTheSimulatorDoes() {
        caught(Saboteur.flippingPieces(false, false, false), "I1", "I8");
    }

    private static void session(ContentCheck check, Sabotage sabotage) throws IOException {
        StorageSimulator simulator =
                new StorageSimulator(StorageCase.of(40_000, 1).checkedBy(check), sabotage);
        SimulatedDisk disk = simulator.fresh();
        simulator.session(disk, simulator.content, simulator.promises());
    }
}
