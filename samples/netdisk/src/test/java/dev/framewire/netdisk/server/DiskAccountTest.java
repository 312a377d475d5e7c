package dev.framewire.netdisk.server;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is charged while two puts are at one path. */
class DiskAccountTest {
    private static final long QUOTA = 100;

    @TempDir
    Path home;

    private DiskAccount account;
    private RemotePath path;

    @BeforeEach
    void open() throws Exception {
        account = new DiskAccount("lin", home);
        path = RemotePath.parse("file");
    }

    @AfterEach
    void close() throws IOException {
        account.close();
    }

    private void publish(int bytes) throws IOException {
        Files.write(home.resolve("file"), new byte[bytes]);
    }

    private void assertUsage(long files, long claimed) throws Exception {
        assertThat(account.usage()).isEqualTo(new DiskAccount.Usage(files, claimed));
    }

    private static void assertRefused(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable claim) {
        assertThatThrownBy(claim)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void theOlderPutStaysChargedUntilItHasNoticedThatItWasTakenOver() throws Exception {
        DiskAccount.Claim older = account.claim(path, 90, QUOTA);
        DiskAccount.Claim newer = account.claim(path, 10, QUOTA);
        assertUsage(0, 90);
        assertRefused(ErrorCode.QUOTA, () -> account.claim(RemotePath.parse("other"), 11, QUOTA));
        account.settle(path, older, false);
        assertUsage(0, 10);
        publish(10);
        account.settle(path, newer, true);
        assertUsage(10, 0);
    }

    @Test
    void whatTheOlderPutPublishedAtTheLastMomentIsCounted() throws Exception {
        publish(20);
        DiskAccount.Claim older = account.claim(path, 90, QUOTA);
        publish(90);
        DiskAccount.Claim newer = account.claim(path, 30, QUOTA);
        account.settle(path, older, false);
        assertUsage(90, 0);
        account.settle(path, newer, false); // which came to nothing
        assertUsage(90, 0);

        account.settle(path, account.claim(path, 30, QUOTA), true);
        publish(30);
        account.settle(path, account.claim(path, 30, QUOTA), true);
        assertThat(account.usage().claimed()).isZero();
    }

    @Test
    void aFileThatIsRemovedWhileItIsReplacedCostsItsWholeSize() throws Exception {
        publish(20);
        DiskAccount.Claim claim = account.claim(path, 30, QUOTA);
        assertUsage(20, 10);
        account.removeFile(path);
        assertUsage(0, 30);
        publish(30);
        account.settle(path, claim, true);
        assertUsage(30, 0);
    }

    @Test
    void aPackTakesNothingOver() throws Exception {
        DiskAccount.Claim alone = account.claim(path, 10, QUOTA);
        assertRefused(ErrorCode.BUSY, () -> account.claimPacked(path, 10, QUOTA, new HashMap<>()));
        account.settle(path, alone, false);
        DiskAccount.Claim packed = account.claimPacked(path, 10, QUOTA, new HashMap<>());
        assertRefused(ErrorCode.BUSY, () -> account.claimPacked(path, 10, QUOTA, new HashMap<>()));
        publish(10);
        account.settle(path, packed, true);
        assertUsage(10, 0);
    }

    /** Nobody waits without end for a disk that does not answer, neither who counts nor who comes behind; then all is well. */
    @Test
    @NeedsTool("mkfifo")
    void whileTheDiskDoesNotAnswerEverySessionIsToldSo() throws Exception {
        String key = "0123456789abcdef".repeat(2);
        Path partials = home.resolve(RemotePath.PARTIALS);
        try (DiskAccount silent = new DiskAccount("lin", home, Duration.ofNanos(1))) {
            Files.write(home.resolve("file"), new byte[7]);
            Files.createFile(partials.resolve(key + ".part"));
            Path pipe = partials.resolve(key + ".journal"); // whose reader waits for somebody who writes
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();
            try {
                for (int i = 0; i < 2; i++) {
                    assertRefused(ErrorCode.TRY_LATER, silent::usage);
                    assertRefused(ErrorCode.TRY_LATER, () -> silent.claim(path, 1, QUOTA));
                    assertRefused(ErrorCode.TRY_LATER, () -> silent.removeFile(path));
                    assertRefused(ErrorCode.TRY_LATER, () -> silent.move(path, RemotePath.parse("other")));
                }
                assertThat(home.resolve("file")).exists();
            } finally {
                new RandomAccessFile(pipe.toFile(), "rw").close(); // which lets it go on
            }
            patiently()
                    .ignoreExceptionsInstanceOf(RefusedException.class)
                    .until(() -> silent.usage().equals(new DiskAccount.Usage(7, 0)));
        }
    }
}
