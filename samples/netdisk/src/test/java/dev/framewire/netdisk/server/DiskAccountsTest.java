package dev.framewire.netdisk.server;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Homes on file systems of which one does not answer. */
class DiskAccountsTest {
    private static final Duration NO_PATIENCE = Duration.ofNanos(1);
    private static final int MAX_SESSIONS = 3;

    private static final Executor DAEMONS = task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true); // one that never ends must not keep the JVM
        thread.start();
    };

    @TempDir
    Path homes;

    private final CountDownLatch answers = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicInteger opened = new AtomicInteger();

    @AfterEach
    void letGo() {
        answers.countDown();
    }

    /** The home of "hung" is opened when {@link #answers} says so. */
    private DiskAccounts accounts(Duration patience) {
        return new DiskAccounts(homes, MAX_SESSIONS, patience, user -> {
            if (user.equals("hung")) {
                asked.countDown();
                uninterrupted(answers);
            }
            opened.incrementAndGet();
            return new DiskAccount(user, Files.createDirectories(homes.resolve(user)));
        });
    }

    private static void uninterrupted(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static CompletableFuture<DiskAccounts.Lease> lease(DiskAccounts accounts, String user) {
        CompletableFuture<DiskAccounts.Lease> leased = new CompletableFuture<>();
        DAEMONS.execute(() -> {
            try {
                leased.complete(accounts.lease(user));
            } catch (IOException | RefusedException | RuntimeException e) {
                leased.completeExceptionally(e);
            }
        });
        return leased;
    }

    private static void assertTriesLater(DiskAccounts accounts, String words) {
        assertThatThrownBy(() -> accounts.lease("hung"))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRY_LATER))
                .hasMessageContaining(words);
    }

    @Test
    void aHomeThatDoesNotAnswerHoldsUpNoOtherUser() throws Exception {
        DiskAccounts accounts = accounts(DiskAccounts.DEFAULT_PATIENCE);
        CompletableFuture<DiskAccounts.Lease> hung = lease(accounts, "hung");
        asked.await();

        CompletableFuture<DiskAccounts.Lease> other = lease(accounts, "mia");

        patiently().until(other::isDone);
        assertThat(other.get().account().usage().used()).isZero();
        other.get().close();
        assertThat(hung).isNotDone();
        answers.countDown();
        patiently().until(hung::isDone);
        hung.get().close();
    }

    @Test
    void sessionsOfTheSameUserGiveUpAndLeaveNothingBehind() throws Exception {
        DiskAccounts accounts = accounts(NO_PATIENCE);
        CompletableFuture<DiskAccounts.Lease> hung = lease(accounts, "hung");
        asked.await();
        for (int i = 0; i < 10 * MAX_SESSIONS; i++) { // none of them stays counted
            assertTriesLater(accounts, "does not answer");
        }
        answers.countDown();
        patiently().until(hung::isDone);

        DiskAccounts.Lease second = accounts.lease("hung");
        assertThat(second.account()).isSameAs(hung.get().account());
        hung.get().close();
        second.close();
        accounts.lease("hung").close();
        assertThat(opened).as("once for both, and anew behind them").hasValue(2);
    }

    @Test
    void moreSessionsThanAUserMayHaveAreRefused() throws Exception {
        answers.countDown();
        DiskAccounts accounts = accounts(NO_PATIENCE);
        for (int i = 0; i < MAX_SESSIONS; i++) {
            accounts.lease("hung");
        }
        assertTriesLater(accounts, "too many connections");
        accounts.lease("mia").close();
    }

    @Test
    void whoWaitsForAHomeThatCannotBeOpenedOpensItHimself() throws Exception {
        CountDownLatch failing = new CountDownLatch(1);
        AtomicInteger attempts = new AtomicInteger();
        DiskAccounts accounts = new DiskAccounts(homes, MAX_SESSIONS, DiskAccounts.DEFAULT_PATIENCE, user -> {
            if (attempts.incrementAndGet() == 1) {
                asked.countDown();
                uninterrupted(failing);
                throw new IOException("of the test");
            }
            return new DiskAccount(user, Files.createDirectories(homes.resolve(user)));
        });
        CompletableFuture<DiskAccounts.Lease> first = lease(accounts, "lin");
        asked.await();
        CompletableFuture<DiskAccounts.Lease> second = lease(accounts, "lin");
        failing.countDown();

        patiently().until(() -> first.isDone() && second.isDone());
        assertThat(first).isCompletedExceptionally();
        second.get().close();
        assertThat(attempts).hasValue(2);
    }
}
