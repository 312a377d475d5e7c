package dev.framewire.netdisk.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.wire.RemotePath;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which file of a home is told as one that may hold what is put, and how much is remembered for it. */
class FilesBySizeTest {
    private static final long SIZE = FilesBySize.MIN_BYTES;

    @TempDir
    Path folder;

    private Path root;
    private Home home;
    private final FilesBySize files = new FilesBySize();

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("home"));
        home = new Home(root);
    }

    /** A file of the home, met there. */
    private Path met(String path, long size, long modifiedMs) throws IOException {
        Path file = sparse(root.resolve(path), size);
        Files.setLastModifiedTime(file, FileTime.fromMillis(modifiedMs));
        files.add(path, size, modifiedMs);
        return file;
    }

    private static Path sparse(Path file, long size) throws IOException {
        Files.createDirectories(file.getParent());
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(size);
        }
        return file;
    }

    private Optional<Path> find(String to, long modifiedMs) throws Exception {
        return files.find(home, RemotePath.parse(to), SIZE, OptionalLong.of(modifiedMs));
    }

    @Test
    void aFileOfExactlyTheSizeIsTold() throws Exception {
        Path file = met("a/b/file", SIZE, 1);
        met("longer", SIZE + 1, 1);
        met("shorter", SIZE - 1, 1);
        assertThat(find("new", 2)).contains(file);
        assertThat(files.find(home, RemotePath.parse("new"), SIZE + 2, OptionalLong.empty()))
                .isEmpty();
        assertThat(files.find(home, RemotePath.parse("new"), -1, OptionalLong.empty()))
                .isEmpty();
        assertThat(files.count()).as("small ones are not remembered").isEqualTo(2);
    }

    @Test
    void theTargetItselfIsNeverTold() throws Exception {
        met("a/file", SIZE, 1);
        assertThat(find("a/file", 1)).isEmpty();
        assertThat(find("file", 1)).isPresent();
    }

    @Test
    void theOneWithTheTimeGoesBeforeTheOneWithTheNameAndThatBeforeTheLatest() throws Exception {
        Path latest = met("latest", SIZE, 9000);
        assertThat(find("new", 7)).contains(latest);
        Path earlier = met("earlier", SIZE, 8000);
        assertThat(find("new", 7)).contains(latest);
        Path named = met("a/new", SIZE, 1000);
        met("a/renew", SIZE, 1000);
        assertThat(find("new", 7)).contains(named);
        assertThat(find("new", 8000)).contains(earlier);
        assertThat(files.find(home, RemotePath.parse("other"), SIZE, OptionalLong.empty()))
                .contains(latest);
    }

    @Test
    void whereManyHaveASizeItAloneSaysNothing() throws Exception {
        for (int i = 0; i <= FilesBySize.TELLING; i++) {
            met("part" + i, SIZE, 1000 + i);
        }
        assertThat(find("new", 7)).isEmpty();
        assertThat(find("new", 1002)).contains(root.resolve("part2"));
        assertThat(find("a/part3", 7)).contains(root.resolve("part3"));
    }

    @Test
    void whatIsGoneOrAnotherOneNowIsForgottenAndTheNextIsTold() throws Exception {
        Path fine = met("fine", SIZE, 1);
        Files.delete(met("gone", SIZE, 2));
        sparse(met("grown", SIZE, 3), SIZE + 1);
        Path folder = met("folder", SIZE, 4);
        Files.delete(folder);
        Files.createDirectory(folder);
        assertThat(find("new", 7)).contains(fine);
        assertThat(files.count()).isEqualTo(1);
    }

    @Test
    void noLinkIsFollowedWhereAFileOrAFolderWas() throws Exception {
        Path outside = sparse(folder.resolve("outside/file"), SIZE);
        Path file = met("a/file", SIZE, 1);
        Files.delete(file);
        Files.createSymbolicLink(file, outside);
        assertThat(find("new", 1)).isEmpty();

        Files.delete(file);
        Files.delete(root.resolve("a"));
        Files.createSymbolicLink(root.resolve("a"), folder.resolve("outside"));
        files.add("a/file", SIZE, 1);
        assertThat(find("new", 1)).isEmpty();

        Files.createLink(root.resolve("second-name"), outside);
        files.add("second-name", SIZE, 1);
        assertThat(find("new", 1)).isEmpty();
        assertThat(files.count()).isZero();
    }

    @Test
    void aPlaceThatNoPathNamesIsNeverTold() throws Exception {
        met(RemotePath.PARTIALS + "/part", SIZE, 1);
        Path outside = sparse(folder.resolve("outside"), SIZE);
        files.add("../outside", SIZE, 1);
        files.add(outside.toString(), SIZE, 1);
        assertThat(find("new", 1)).isEmpty();
        assertThat(files.count()).isZero();
    }

    @Test
    void aFileIsToldUnderTheNameThatItOrAFolderOfItWasMovedTo() throws Exception {
        met("a/b/file", SIZE, 1);
        met("a/b-and-more/file", SIZE, 2);
        Files.move(root.resolve("a/b"), root.resolve("c"));
        files.move(RemotePath.parse("a/b"), RemotePath.parse("c"));
        assertThat(find("new", 1)).contains(root.resolve("c/file"));
        assertThat(find("new", 2)).contains(root.resolve("a/b-and-more/file"));
        Files.move(root.resolve("c/file"), root.resolve("d"));
        files.move(RemotePath.parse("c/file"), RemotePath.parse("d"));
        assertThat(find("new", 1)).contains(root.resolve("d"));
        assertThat(files.count()).isEqualTo(2);
    }

    @Test
    void whatIsMetAgainOrRemovedIsCountedOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            files.add("file", SIZE, i);
            files.add("other", SIZE, i);
        }
        assertThat(files.count()).isEqualTo(2);
        files.remove("file", SIZE + 1);
        files.remove("none", SIZE);
        assertThat(files.count()).isEqualTo(2);
        files.remove("file", SIZE);
        files.remove("file", SIZE);
        files.remove("other", SIZE);
        assertThat(files.count()).isZero();
    }

    @Test
    void noMoreAreRememberedThanAreAllowedAndTheLatestStay() throws Exception {
        FilesBySize few = new FilesBySize(100, 1_000_000);
        for (int i = 0; i < 10_000; i++) {
            few.add("file" + i, SIZE + i, i);
            assertThat(few.count()).isLessThanOrEqualTo(100);
        }
        sparse(root.resolve("file9999"), SIZE + 9999);
        sparse(root.resolve("file9899"), SIZE + 9899);
        assertThat(few.find(home, RemotePath.parse("new"), SIZE + 9999, OptionalLong.empty()))
                .isPresent();
        assertThat(few.find(home, RemotePath.parse("new"), SIZE + 9899, OptionalLong.empty()))
                .isEmpty();
        assertThat(few.count()).isEqualTo(100);
    }

    @Test
    void longPathsAreFewer() throws Exception {
        FilesBySize few = new FilesBySize(100, 1000);
        String long300 = "a".repeat(100) + "/" + "b".repeat(100) + "/" + "c".repeat(97);
        for (int i = 0; i < 100; i++) {
            few.add(long300 + i % 10, SIZE + i, i);
            assertThat(few.count()).isLessThanOrEqualTo(3);
        }
        assertThat(few.count()).isEqualTo(3);
        few.add("d".repeat(1001), SIZE, 1); // which has no room even by itself
        assertThat(few.count()).isZero();
    }

    @Test
    void ofOneSizeTheLatestStay() throws Exception {
        for (int i = 0; i < FilesBySize.MAX_OF_A_SIZE + 10; i++) {
            files.add("file" + i, SIZE, 1000 + i);
        }
        assertThat(files.count()).isEqualTo(FilesBySize.MAX_OF_A_SIZE);
        sparse(root.resolve("file9"), SIZE);
        sparse(root.resolve("file10"), SIZE);
        assertThat(find("new", 1009)).isEmpty();
        assertThat(find("new", 1010)).contains(root.resolve("file10"));
    }

    @Test
    void movesDoNotWidenWhatMayBeRemembered() throws Exception {
        FilesBySize few = new FilesBySize(100, 100);
        for (int i = 0; i < 9; i++) {
            few.add("a/" + i, SIZE + i, i);
        }
        few.move(RemotePath.parse("a"), RemotePath.parse("b".repeat(50)));
        assertThat(few.count()).isEqualTo(1);
    }
}
