package dev.framewire.netdisk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.netdisk.wire.RemotePath;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
    @TempDir
    Path home;

    /** A folder in which one file is found, and which then cannot be read any further. */
    private record Failing(Path only, IOException failure) implements DirectoryStream<Path>, Iterator<Path> {
        @Override
        public Iterator<Path> iterator() {
            return this;
        }

        @Override
        public boolean hasNext() {
            if (Files.exists(only)) {
                return true;
            }
            throw new DirectoryIteratorException(failure);
        }

        @Override
        public Path next() {
            return only;
        }

        @Override
        public void close() {}
    }

    @Test
    void aFolderThatFailsWhileItIsReadIsTheDisksFailureAndNotTheProgramsOwn() throws Exception {
        Path file = Files.createFile(home.resolve("file"));
        IOException failure = new FileSystemException(home.toString(), null, "Input/output error");
        try (FileTree tree =
                new FileTree(new Home(home), RemotePath.HOME, true, folder -> new Failing(file, failure))) {
            assertThat(tree.next().path()).isEqualTo("file");
            Files.delete(file);
            assertThatThrownBy(tree::next).isSameAs(failure);
        }
    }
}
