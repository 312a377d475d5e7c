package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.transfer.TransferException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a transfer is tried again, by what ended its attempts: on a clock that leaps over every wait. */
@Timeout(300)
class RetriesTest {
    private static final RetryPolicy POLICY = RetryPolicy.defaults().delays(Duration.ofHours(1), Duration.ofHours(2));

    private final AtomicLong nanos = new AtomicLong();
    private int attempts;

    /** Runs attempts that end like this, each after it has moved content; behind them, one that succeeds. */
    private IOException run(RetryPolicy policy, IOException... ends) {
        Deque<IOException> failures = new ArrayDeque<>(Arrays.asList(ends));
        ResumingTransfer transfer = new ResumingTransfer(
                policy,
                () -> new TransferConnector.Connected(
                        new FrameReader(InputStream.nullInputStream()),
                        new FrameWriter(OutputStream.nullOutputStream()),
                        () -> {}),
                (in, out) -> attempt(failures.poll()),
                () -> nanos.addAndGet(Duration.ofHours(3).toNanos()),
                new SplittableRandom(1));
        transfer.run();
        return (IOException) catchThrowable(transfer::await);
    }

    private Transfer attempt(IOException failure) {
        attempts++;
        ProgressMeter meter = new ProgressMeter();
        meter.wire.addAndGet(1 << 20);
        CompletableFuture<TransferResult> result = new CompletableFuture<>();
        if (failure == null) {
            result.complete(new TransferResult("name", 0, new byte[32], 0, 0));
        } else {
            result.completeExceptionally(failure);
        }
        return new Transfer(meter, result, keep -> {});
    }

    /** Both sides agree that it has failed. */
    private static IOException told(Kind kind) {
        return new TransferException(kind, "as the test wants it", true, null);
    }

    private static IOException[] times(int count, IOException failure) {
        IOException[] all = new IOException[count];
        Arrays.fill(all, failure);
        return all;
    }

    @Test
    void aSourceThatRestsAtLastArrives() {
        assertThat(run(POLICY, told(Kind.CHANGED), told(Kind.CHANGED))).isNull();
        assertThat(attempts).isEqualTo(3);
    }

    @Test
    void aSourceThatIsChangedForEverIsGivenUp() {
        IOException last = told(Kind.CHANGED);
        assertThat(run(POLICY, times(100, last))).isSameAs(last);
        assertThat(attempts).isEqualTo(RetryPolicy.DEFAULT_MAX_CHANGES);
    }

    @Test
    void aSourceThatIsChangedForEverIsGivenUpAlthoughConnectionsBreakInBetween() {
        IOException[] ends = new IOException[100];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = i % 4 == 3 ? told(Kind.CHANGED) : new EOFException("cut");
        }
        assertThat(run(POLICY, ends)).isSameAs(ends[11]);
        assertThat(attempts).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 20})
    void howOftenASourceMayChangeIsThePolicys(int most) {
        assertThat(run(POLICY.maxFailures(30).maxChanges(most), times(100, told(Kind.CHANGED))))
                .isNotNull();
        assertThat(attempts).isEqualTo(most);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CORRUPT", "NO_SPACE", "IO", "LOCKED"})
    void whatFailsAgainAndAgainIsGivenUpThoughContentMovedEachTime(Kind kind) {
        assertThat(run(POLICY.maxFailures(4), times(100, told(kind)))).isNotNull();
        assertThat(attempts).isEqualTo(4);
    }

    @Test
    void connectionsThatBreakAreNoReasonToGiveUpAsLongAsContentMoves() {
        assertThat(run(POLICY.maxFailures(4), times(100, new EOFException("cut"))))
                .isNull();
        assertThat(attempts).isEqualTo(101);
    }

    @Test
    void theDeadlineComesFirst() {
        IOException failure = run(POLICY.deadline(Duration.ofDays(2)), times(1000, new EOFException("cut")));
        assertThat(failure)
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DEADLINE));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void fewerChangesThanOneAreRefused(int changes) {
        assertThatThrownBy(() -> POLICY.maxChanges(changes)).isInstanceOf(IllegalArgumentException.class);
    }
}
