package dev.framewire.netdisk.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserStoreTest {
    static final String VERIFIER =
            "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$" + "A".repeat(43) + "=:" + "B".repeat(42) + "A=";
    private static final String OTHER = VERIFIER.replace("B", "C");

    @TempDir
    Path folder;

    private Path sheet;

    @BeforeEach
    void sheetName() {
        sheet = folder.resolve("users.xlsx");
    }

    @Test
    void aRegistrationSurvivesAProcessThatNeverClosed() throws IOException {
        UserStore.open(sheet).add("lin", VERIFIER, User.DEFAULT_QUOTA); // never closed, never polled

        assertThat(UserStore.open(sheet).find("lin"))
                .get()
                .extracting(User::verifier)
                .isEqualTo(VERIFIER);
    }

    @Test
    void aNameIsTakenOnce() throws Exception {
        try (UserStore store = UserStore.open(sheet)) {
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Future<Boolean>> added = threads.invokeAll(IntStream.range(0, 40)
                    .<java.util.concurrent.Callable<Boolean>>mapToObj(
                            i -> () -> store.add("user" + i % 10, VERIFIER, User.DEFAULT_QUOTA))
                    .toList());
            threads.shutdown();

            int successes = 0;
            for (Future<Boolean> one : added) {
                successes += one.get() ? 1 : 0;
            }
            assertThat(successes).isEqualTo(10);
        }
    }

    @Test
    void anotherProcessMayAddUsersMeanwhile() throws IOException {
        try (UserStore server = UserStore.open(sheet);
                UserStore useradd = UserStore.open(sheet)) {
            assertThat(useradd.add("lin", VERIFIER, 5)).isTrue();
            assertThat(server.add("lin", OTHER, User.DEFAULT_QUOTA)).isFalse();
            server.poll();
            assertThat(server.find("lin")).get().extracting(User::quotaBytes).isEqualTo(5L);
        }
    }

    @Test
    void aLineCutByACrashIsLeftOutAndOverwritten() throws IOException {
        UserStore.open(sheet).add("lin", VERIFIER, User.DEFAULT_QUOTA);
        Path log = folder.resolve("users.log");
        Files.writeString(log, "deadbeef 2 add half 17600", StandardOpenOption.APPEND);

        UserStore store = UserStore.open(sheet);
        store.add("mia", VERIFIER, User.DEFAULT_QUOTA);

        assertThat(UserStore.open(sheet).count()).isEqualTo(2);
        assertThat(Files.readString(log)).doesNotContain("half");
    }

    @Test
    void aDamagedLineCostsThatLineOnlyAndTheFileIsKept() throws IOException {
        UserStore store = UserStore.open(sheet);
        store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
        store.add("mia", VERIFIER, User.DEFAULT_QUOTA);
        store.add("noa", VERIFIER, User.DEFAULT_QUOTA);
        store.poll(); // the sheet has all three
        Path log = folder.resolve("users.log");
        byte[] bytes = Files.readAllBytes(log);
        bytes[Files.readString(log).indexOf("mia") + 1] ^= 1;
        Files.write(log, bytes);

        UserStore again = UserStore.open(sheet);

        assertThat(again.count()).as("the sheet brings the third back").isEqualTo(3);
        assertThat(folder.toFile().list()).anyMatch(name -> name.startsWith("users.log.damaged-"));
    }

    @Test
    void aLogThatSomebodyRemovesUnderTheServerIsWrittenAnew() throws IOException {
        LoginToken token;
        try (UserStore store = UserStore.open(sheet)) {
            store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
            token = store.issueToken("lin", Duration.ofDays(1));
            Files.delete(folder.resolve("users.log"));
            store.add("mia", VERIFIER, User.DEFAULT_QUOTA);
        }
        Files.delete(sheet);
        try (UserStore store = UserStore.open(sheet)) {
            assertThat(store.find("lin")).isPresent();
            assertThat(store.find("mia")).isPresent();
            assertThat(store.accepts("lin", token.text())).isTrue();
        }
        assertThat(folder.toFile().list()).noneMatch(name -> name.contains("damaged"));
    }

    @Test
    void theFilesAreTheOwnersAlone() throws IOException {
        try (UserStore store = UserStore.open(sheet)) {
            store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
        }
        for (String name : List.of("users.xlsx", "users.log")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void anEditedQuotaAndDisabledArePickedUp() throws IOException {
        try (UserStore store = UserStore.open(sheet)) {
            store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
            store.add("mia", VERIFIER, User.DEFAULT_QUOTA);
            store.poll();
            SheetOnScreen opened = open();

            opened.edit("lin", u -> u.withQuota(5 << 20))
                    .edit("mia", u -> u.withDisabled(true))
                    .save();
            store.poll();

            assertThat(store.find("lin")).get().extracting(User::quotaBytes).isEqualTo(5L << 20);
            assertThat(store.find("mia")).get().extracting(User::disabled).isEqualTo(true);

            opened.edit("lin", u -> u.withQuota(User.DEFAULT_QUOTA)).save();
            store.poll();
            assertThat(store.find("lin"))
                    .as("an edit taken back in the same window")
                    .get()
                    .extracting(User::quotaBytes)
                    .isEqualTo(User.DEFAULT_QUOTA);
        }
    }

    @Test
    void aSaveOfAnOldSheetLosesNobodyAndNothing() throws IOException {
        try (UserStore store = UserStore.open(sheet)) {
            store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
            store.add("mia", VERIFIER, User.DEFAULT_QUOTA);
            store.poll();
            SheetOnScreen opened = open();
            store.add("noa", VERIFIER, User.DEFAULT_QUOTA);
            store.changePassword("lin", OTHER);
            store.poll();
            SheetOnScreen second = open();
            second.edit("mia", u -> u.withQuota(7)).save();
            store.poll();

            opened.edit("lin", u -> u.withQuota(9)).save();
            store.poll();

            assertThat(store.find("noa")).get().extracting(User::disabled).isEqualTo(false);
            assertThat(store.find("lin")).get().extracting(User::verifier).isEqualTo(OTHER);
            assertThat(store.find("lin")).get().extracting(User::quotaBytes).isEqualTo(9L);
            assertThat(store.find("mia")).get().extracting(User::quotaBytes).isEqualTo(7L);
            store.poll();
            assertThat(UserSheet.read(sheet).entries()).containsOnlyKeys("lin", "mia", "noa");
        }
    }

    @Test
    void aRemovedRowDisablesAndComesBack() throws IOException {
        try (UserStore store = UserStore.open(sheet)) {
            store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
            store.add("mia", VERIFIER, User.DEFAULT_QUOTA);
            store.poll();
            open().remove("mia").save();

            store.poll();

            assertThat(store.find("mia")).get().extracting(User::disabled).isEqualTo(true);
            assertThat(UserSheet.read(sheet).entries().get("mia").disabled()).isTrue();
        }
    }

    @Test
    void aSheetRemovedAltogetherDisablesNobody() throws IOException {
        try (UserStore store = UserStore.open(sheet)) {
            store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
            store.poll();
            Files.delete(sheet);
            store.poll();

            assertThat(store.find("lin")).get().extracting(User::disabled).isEqualTo(false);
            assertThat(UserSheet.read(sheet).entries()).containsOnlyKeys("lin");
        }
    }

    @Test
    void aBrokenSheetIsKeptAndTheLogCounts() throws IOException {
        UserStore.open(sheet).add("lin", VERIFIER, User.DEFAULT_QUOTA);
        Files.writeString(sheet, "this is not a ZIP file");

        try (UserStore store = UserStore.open(sheet)) {
            assertThat(store.find("lin")).isPresent();
        }
        assertThat(UserSheet.read(sheet).entries()).containsOnlyKeys("lin");
        assertThat(folder.toFile().list()).anyMatch(name -> name.startsWith("users.xlsx.broken-"));
    }

    @Test
    void aBrokenSheetWithoutALogIsAnError() throws IOException {
        Files.write(sheet, "PK\3\4 half a file".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> UserStore.open(sheet))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("users.xlsx cannot be read as an Excel file")
                .hasMessageContaining("no log");
    }

    @Test
    void aSheetBrokenWhileTheServerRunsIsNotOverwrittenAtOnce() throws IOException {
        try (UserStore store = UserStore.open(sheet)) {
            store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
            store.poll();
            Files.writeString(sheet, "half written");
            store.add("mia", VERIFIER, User.DEFAULT_QUOTA);
            store.poll();

            assertThat(Files.readString(sheet)).isEqualTo("half written");
            assertThat(store.count()).isEqualTo(2);
        }
    }

    @Test
    void aSheetThatIsOpenInAnOfficeProgramIsLeftAlone() throws IOException {
        Path mark = folder.resolve(".~lock.users.xlsx#");
        try (UserStore store = UserStore.open(sheet)) {
            store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
            Files.createFile(mark);
            store.poll();
            assertThat(sheet).doesNotExist();
            Files.delete(mark);
            store.poll();
            assertThat(sheet).exists();
        }
    }

    @Test
    void aSheetWithoutALogIsTakenAsItIs() throws IOException {
        try (UserStore store = UserStore.open(sheet)) {
            store.add("lin", VERIFIER, 1 << 20);
            store.add("mia", VERIFIER, User.DEFAULT_QUOTA);
        }
        open().edit("mia", u -> u.withDisabled(true)).save();
        Files.delete(folder.resolve("users.log"));

        try (UserStore moved = UserStore.open(sheet)) {
            assertThat(moved.find("lin")).get().extracting(User::quotaBytes).isEqualTo(1L << 20);
            assertThat(moved.find("mia")).get().extracting(User::disabled).isEqualTo(true);
        }
    }

    @Test
    void theSheetHasEveryUsersVerifierAndNothingToComplainAbout() throws IOException {
        try (UserStore store = UserStore.open(sheet)) {
            store.add("lin", VERIFIER, 1 << 20);
            store.poll();
            UserSheet.Content content = UserSheet.read(sheet);
            assertThat(content.complaints()).isEmpty();
            assertThat(content.entries().get("lin").verifier()).isEqualTo(VERIFIER);
        }
    }

    @Test
    void tokensAreKeptAsHashesAndEndWithThePassword() throws IOException {
        LoginToken token;
        try (UserStore store = UserStore.open(sheet)) {
            store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
            store.add("mia", VERIFIER, User.DEFAULT_QUOTA);
            token = store.issueToken("lin", Duration.ofDays(1));
        }
        assertThat(Files.readString(folder.resolve("users.log")))
                .doesNotContain(token.text().substring(17));
        try (UserStore store = UserStore.open(sheet)) {
            assertThat(store.accepts("lin", token.text())).isTrue();
            assertThat(store.accepts("mia", token.text())).isFalse();
            assertThat(store.accepts("lin", token.id() + "." + "x".repeat(43))).isFalse();
            assertThat(store.accepts("lin", "")).isFalse();
            store.changePassword("lin", OTHER);
            assertThat(store.accepts("lin", token.text())).isFalse();
        }
        assertThat(UserStore.open(sheet).accepts("lin", token.text())).isFalse();
    }

    @Test
    void tenThousandUsersAreOneSheet() throws IOException {
        UserStore store = UserStore.open(sheet);
        UserLogFixture.addMany(folder, 10_000, VERIFIER);
        store.poll();

        assertThat(store.count()).isEqualTo(10_000);
        assertThat(UserSheet.read(sheet).entries()).hasSize(10_000);
        assertThat(UserStore.open(sheet).count()).isEqualTo(10_000);
    }

    @Test
    void theLogIsShortenedAndSaysTheSame() throws IOException {
        UserStore store = UserStore.open(sheet);
        store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
        LoginToken kept = store.issueToken("lin", Duration.ofDays(1));
        for (int i = 0; i < 600; i++) {
            store.revokeToken("lin", store.issueToken("lin", Duration.ofDays(1)).text());
        }
        store.poll();
        long before = Files.size(folder.resolve("users.log"));

        UserStore again = UserStore.open(sheet);

        assertThat(Files.size(folder.resolve("users.log"))).isLessThan(before / 100);
        assertThat(again.accepts("lin", kept.text())).isTrue();
        again.add("mia", VERIFIER, User.DEFAULT_QUOTA);
        again.poll();
        assertThat(UserSheet.read(sheet).entries()).containsOnlyKeys("lin", "mia");
    }

    @Test
    void aSaveWhileTheServerForcesItsOwnVersionStays() throws IOException {
        AtomicReference<SheetOnScreen> saving = new AtomicReference<>();
        Runnable save = () -> {
            SheetOnScreen opened = saving.getAndSet(null);
            try {
                if (opened != null) {
                    opened.edit("lin", u -> u.withQuota(7)).save();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        try (UserStore store = UserStore.open(sheet, Clock.systemUTC(), save)) {
            store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
            store.poll();
            saving.set(open());
            store.add("mia", VERIFIER, User.DEFAULT_QUOTA);
            store.poll(); // writes a new version; the Save comes when that is on the disk and not yet in its place
            store.poll();

            assertThat(store.find("lin")).get().extracting(User::quotaBytes).isEqualTo(7L);
            assertThat(UserSheet.read(sheet).entries()).containsOnlyKeys("lin", "mia");
        }
    }

    private SheetOnScreen open() throws IOException {
        return SheetOnScreen.open(sheet);
    }
}
