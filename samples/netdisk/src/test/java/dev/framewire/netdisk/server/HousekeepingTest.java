package dev.framewire.netdisk.server;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.wire.RemotePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Chores of which one hangs. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HousekeepingTest {
    private static final Duration NO_PATIENCE = Duration.ofNanos(1);
    private static final Duration LITTLE_PATIENCE = Duration.ofMillis(100); // for what has to be awaited and comes
    private static final Duration PATIENCE = Duration.ofMinutes(3); // where it is not to be exhausted

    @TempDir
    Path homes;

    private final CountDownLatch answers = new CountDownLatch(1);
    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private final Logger log = Logger.getLogger(Housekeeping.class.getName());
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord record) {
            said.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        log.addHandler(listening);
    }

    @AfterEach
    void letGo() {
        answers.countDown();
        log.removeHandler(listening);
    }

    private void hang() {
        try {
            answers.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean wasSaid(String begin) {
        return said.stream().anyMatch(line -> line.startsWith(begin));
    }

    @Test
    void aChoreThatHangsHoldsUpNoOtherAndIsNotBegunAgainAndTheLogSaysBoth() {
        try (Housekeeping housekeeping = new Housekeeping(NO_PATIENCE)) {
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger others = new AtomicInteger();
            housekeeping.every(0, 1, "hung", () -> {
                begun.incrementAndGet();
                hang();
            });
            housekeeping.every(0, 1, "other", others::incrementAndGet);

            patiently().until(() -> others.get() > 10 && wasSaid("housekeeping-overrun task=hung seconds="));
            assertThat(begun).hasValue(1);
            assertThat(housekeeping.hanging()).isPositive();
            answers.countDown();
            patiently().until(() -> begun.get() > 1 && wasSaid("housekeeping-ended task=hung seconds="));
        }
    }

    @Test
    void aChoreThatFailsIsDoneAgain() {
        try (Housekeeping housekeeping = new Housekeeping(PATIENCE)) {
            AtomicInteger begun = new AtomicInteger();
            housekeeping.every(0, 1, "failing", () -> {
                begun.incrementAndGet();
                throw new AssertionError("of the test");
            });
            patiently().until(() -> begun.get() > 2 && wasSaid("housekeeping-failed task=failing"));
        }
    }

    @Test
    void aHomeThatDoesNotAnswerKeepsNoOtherOneFromItsExpiry() throws Exception {
        for (String user : List.of("ann", "hung", "mia", "Not a user")) {
            Files.createDirectories(homes.resolve(user).resolve(RemotePath.PARTIALS));
        }
        Files.createDirectory(homes.resolve("new")); // nothing was ever put there
        Set<String> opened = ConcurrentHashMap.newKeySet();
        DiskAccounts accounts = accounts(opened);
        try (Housekeeping housekeeping = new Housekeeping(LITTLE_PATIENCE)) {
            // on a slow machine a round may come to its end before the homes are known; the next one goes on
            patiently().until(() -> {
                accounts.expirePartials(Duration.ZERO, housekeeping);
                return opened.equals(Set.of("ann", "mia", "hung"))
                        && wasSaid("housekeeping-overrun task=expire user=hung");
            });
        }
    }

    @Test
    void homesThatHangTakeNoMoreThanSoManyThreads() throws Exception {
        for (int i = 0; i < 100; i++) {
            Files.createDirectories(homes.resolve("hung" + i).resolve(RemotePath.PARTIALS));
        }
        Set<String> opened = ConcurrentHashMap.newKeySet();
        DiskAccounts accounts = accounts(opened);
        try (Housekeeping housekeeping = new Housekeeping(LITTLE_PATIENCE)) {
            patiently().until(() -> {
                accounts.expirePartials(Duration.ZERO, housekeeping);
                return housekeeping.hanging() >= DiskAccounts.MAX_HANGING;
            });
            accounts.expirePartials(Duration.ZERO, housekeeping);
            assertThat(opened).hasSizeLessThanOrEqualTo(DiskAccounts.MAX_HANGING);
        }
    }

    /** Those of which the name begins with "hung" do not answer. */
    private DiskAccounts accounts(Set<String> opened) {
        return new DiskAccounts(homes, 1, PATIENCE, user -> {
            opened.add(user);
            if (user.startsWith("hung")) {
                hang();
                throw new IOException("the test is over, and its folder is being deleted");
            }
            return account(user);
        });
    }

    private DiskAccount account(String user) throws IOException {
        return new DiskAccount(user, homes.resolve(user));
    }
}
