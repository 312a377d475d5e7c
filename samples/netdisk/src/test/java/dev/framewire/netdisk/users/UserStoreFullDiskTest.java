package dev.framewire.netdisk.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.netdisk.SmallDisk;
import dev.framewire.testtools.NeedsTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users on a disk that takes nothing more. */
class UserStoreFullDiskTest {
    private static final String VERIFIER = UserStoreTest.VERIFIER;

    @TempDir
    Path folder;

    @Test
    @NeedsTool({"root", "mount"})
    void aFullDiskRefusesAndLosesNothingAndIsForgottenWhenThereIsRoomAgain() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 256 << 10)) {
            Path sheet = disk.folder().resolve("users.xlsx");
            UserStore store = UserStore.open(sheet);
            store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
            Path filler = disk.fill();

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) { // what is left of the last block
                            store.add("full" + i, VERIFIER, User.DEFAULT_QUOTA);
                        }
                    })
                    .isInstanceOf(UserStoreException.class)
                    .hasMessageContaining("No space left");
            store.poll();
            Files.delete(filler);
            assertThat(store.add("mia", VERIFIER, User.DEFAULT_QUOTA)).isTrue();
            store.poll();

            assertThat(UserStore.open(sheet).find("mia")).isPresent();
            assertThat(UserStore.open(sheet).find("lin")).isPresent();
            assertThat(UserSheet.read(sheet).entries()).containsKeys("lin", "mia");
        }
    }

    @Test
    @NeedsTool({"root", "mount"})
    void loginsAreKeptUntilTheDiskTakesThem() throws Exception {
        SetClock clock = new SetClock();
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 256 << 10)) {
            UserStore store = UserStore.open(disk.folder().resolve("users.xlsx"), clock, () -> {});
            store.add("lin", VERIFIER, User.DEFAULT_QUOTA);
            for (int i = 0; i < 200; i++) { // more than the last block holds
                store.add("user" + i, VERIFIER, User.DEFAULT_QUOTA);
                store.loggedIn("user" + i);
            }
            store.loggedIn("lin");
            Path filler = disk.fill();
            clock.move(Duration.ofSeconds(61));
            store.poll();
            assertThat(store.find("lin")).get().extracting(User::lastLoginMs).isEqualTo(0L);
            Files.delete(filler);
            clock.move(Duration.ofSeconds(61));
            store.poll();

            assertThat(store.find("lin")).get().extracting(User::lastLoginMs).isNotEqualTo(0L);
        }
    }
}
