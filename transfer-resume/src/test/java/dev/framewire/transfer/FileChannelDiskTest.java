package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChannelDiskTest {
    @TempDir
    Path folder;

    private final Disk disk = Disk.local();

    @Test
    void aFileMadeToBeWrittenIsItsOwnersAlone() throws Exception {
        Path name = folder.resolve("new");
        try (NewFile file = disk.create(name)) {
            file.write(ByteBuffer.wrap("content".getBytes(StandardCharsets.UTF_8)), 0);
            file.force();
        }
        assertThat(name).hasContent("content");
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            assertThat(Permissions.mode(Files.getPosixFilePermissions(name))).isEqualTo(Permissions.PRIVATE);
        }
    }

    @Test
    void nothingIsMadeWhereANameIsTaken() throws Exception {
        Path name = Files.writeString(folder.resolve("old"), "content");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("elsewhere"));
        assertThatThrownBy(() -> disk.create(name)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> disk.create(link)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(name).hasContent("content");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }
}
