package dev.framewire.netdisk.users;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody has the users' files and does not let go of them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UsersLockTest {
    private static final String VERIFIER = UserStoreTest.VERIFIER;
    private static final Duration NO_PATIENCE = Duration.ofNanos(1);
    private static final Duration PATIENCE = Duration.ofMinutes(3); // where it is not to be exhausted

    @TempDir
    Path folder;

    private Path sheet;
    private Path lockFile;

    @BeforeEach
    void name() {
        sheet = folder.resolve("users.xlsx");
        lockFile = folder.resolve("users.lock");
    }

    private UserStore open(Duration patience) throws IOException {
        return UserStore.open(sheet, Clock.systemUTC(), () -> {}, patience);
    }

    @Test
    void whatIsToBeWrittenIsRefusedAndWhoIsKnownIsStillFound() throws Exception {
        try (UserStore store = open(NO_PATIENCE)) {
            store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
            String token = store.issueToken("lin", Duration.ofDays(1)).text();
            try (LockHolder suspended = LockHolder.of(lockFile)) {
                assertThat(suspended).isNotNull();
                assertThatThrownBy(() -> store.add("mia", VERIFIER, User.DEFAULT_QUOTA))
                        .isInstanceOfSatisfying(
                                UserStoreException.class,
                                e -> assertThat(e.isLocked()).isTrue())
                        .hasMessageContaining(lockFile.toString())
                        .hasMessageContaining("suspended");
                store.poll(); // which says so in the log, and is tried again
                assertThat(store.find("lin")).isPresent();
                assertThat(store.accepts("lin", token)).isTrue();
                store.loggedIn("lin");
            }
            assertThat(store.add("mia", VERIFIER, User.DEFAULT_QUOTA)).isTrue();
            store.poll();
        }
        assertThat(UserSheet.read(sheet).entries()).containsKeys("lin", "mia");
    }

    @Test
    void nothingIsOpenedMeanwhileAndAfterwardsAllIsWell() throws Exception {
        try (LockHolder suspended = LockHolder.of(lockFile)) {
            assertThat(suspended).isNotNull();
            assertThatThrownBy(() -> open(NO_PATIENCE))
                    .isInstanceOf(UsersLockedException.class)
                    .hasMessageContaining(lockFile.toString());
        }
        open(NO_PATIENCE).close();
    }

    @Test
    void aStoreThatIsClosedMeanwhileSaysSoAndLetsGoOfTheFile() throws Exception {
        UserStore store = open(NO_PATIENCE);
        try (LockHolder suspended = LockHolder.of(lockFile)) {
            assertThat(suspended).isNotNull();
            assertThatThrownBy(store::close).isInstanceOf(UsersLockedException.class);
        }
        open(NO_PATIENCE).close();
    }

    @Test
    void whoIsPatientGetsThem() throws Exception {
        try (UserStore store = open(PATIENCE)) {
            CompletableFuture<Boolean> added;
            try (LockHolder busy = LockHolder.of(lockFile)) {
                assertThat(busy).isNotNull();
                added = CompletableFuture.supplyAsync(() -> {
                    try {
                        return store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
                    } catch (IOException e) {
                        return false;
                    }
                });
                assertThat(added).isNotDone();
            }
            patiently().until(added::isDone);
            assertThat(added.get()).isTrue();
        }
    }

    @Test
    void aThreadOfTheSameProcessIsWaitedForNoLonger() throws Exception {
        try (UsersLock lock = new UsersLock(lockFile, NO_PATIENCE)) {
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch enough = new CountDownLatch(1);
            CompletableFuture<Void> hung = CompletableFuture.runAsync(() -> {
                try (UsersLock.Hold hold = lock.hold()) {
                    assert hold.isValid();
                    held.countDown();
                    enough.await(); // as on a disk that does not answer
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            held.await();
            assertThatThrownBy(lock::hold).isInstanceOf(UsersLockedException.class);
            enough.countDown();
            hung.get();
            lock.hold().close();
        }
    }
}
