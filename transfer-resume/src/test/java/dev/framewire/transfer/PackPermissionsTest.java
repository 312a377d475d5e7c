package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Permissions of files in packs: taken over where they are told and wanted, and nowhere else. */
class PackPermissionsTest extends PacksCase {
    private static final List<Integer> MODES = List.of(0600, 0644, 0755, 0777, 0400);

    private void addAll() throws IOException {
        for (int mode : MODES) {
            Path file = add("file " + mode, 100);
            Files.setPosixFilePermissions(file, Permissions.ofMode(mode));
        }
    }

    private void assertModes(boolean kept) throws IOException {
        assertThat(failures).isEmpty();
        int umask = Disk.local().umask();
        for (int mode : MODES) {
            Path file = there.resolve("file " + mode);
            assertThat(Permissions.mode(Files.getPosixFilePermissions(file)))
                    .as("%o", mode)
                    .isEqualTo(kept ? mode & ~umask : Permissions.PRIVATE);
        }
        assertSame();
    }

    @Test
    void aPutTellsThemAndTheSiteTakesThemOver() throws IOException {
        permissions = true;
        addAll();
        put(PackRequest.any().withPermissions());
        assertModes(true);
    }

    @Test
    void aPutTellsNothingUnlessAskedTo() throws IOException {
        permissions = true;
        addAll();
        put(PackRequest.any().blake3());
        assertModes(false);
    }

    @Test
    void aSiteThatDoesNotWantThemDoesNotGetThem() throws IOException {
        addAll();
        put(PackRequest.any().withPermissions());
        assertModes(false);
    }

    @Test
    void aGetHasThemToldAndTakesThemOver() throws IOException {
        permissions = true;
        addAll();
        get(PackRequest.any().withPermissions().blake3());
        assertModes(true);
    }

    @Test
    void aGetThatDoesNotAskForThemGetsNone() throws IOException {
        permissions = true;
        addAll();
        get(PackRequest.any());
        assertModes(false);
    }

    @Test
    void aSiteThatTellsNoneIsNoHindrance() throws IOException {
        addAll();
        get(PackRequest.any().withPermissions());
        assertModes(false);
    }

    @Test
    void whereNothingIsReplacedTheyAreThoseOfTheNewFile() throws IOException {
        permissions = true;
        addAll();
        put(PackRequest.any().ifAbsent().withPermissions());
        assertModes(true);
    }
}
