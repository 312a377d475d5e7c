package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** It tells what {@link LocalTree} tells, whatever that is. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalListingTest {
    @TempDir
    Path folder;

    /** Notes what it is told, and takes no name that is none at the server. */
    private static final class Notes implements LocalTree.Visitor {
        private final List<String> notes = new ArrayList<>();

        @Override
        public void folder(Path path) throws BadPathException {
            RemotePath.HOME.resolve(path.getFileName().toString());
            notes.add("folder " + path);
        }

        @Override
        public void file(Path path, BasicFileAttributes attributes) throws BadPathException {
            RemotePath.HOME.resolve(path.getFileName().toString());
            notes.add(attributes.size() + " bytes " + path);
        }

        @Override
        public void other(Path path) {
            notes.add("other " + path);
        }

        @Override
        public void failed(Path path, Exception e) {
            notes.add("failed " + path + " " + e.getClass().getSimpleName());
        }
    }

    private static List<String> walked(Path start) {
        Notes notes = new Notes();
        LocalTree.walk(start, notes);
        return notes.notes;
    }

    private static List<String> listed(LocalListing listing, Path start) throws InterruptedException {
        Notes notes = new Notes();
        listing.visit(start, notes);
        return notes.notes;
    }

    private Path tree(String name) throws IOException {
        Path tree = folder.resolve(name);
        Files.createDirectories(tree.resolve("a/b"));
        Files.writeString(tree.resolve("a/b/file"), "1234");
        Files.writeString(tree.resolve("other"), "1");
        Files.createSymbolicLink(tree.resolve("link"), folder);
        Files.createDirectories(tree.resolve("c:d/e"));
        Files.writeString(tree.resolve("c:d/e/f"), "1");
        Files.writeString(tree.resolve("c:dd"), "1");
        Files.writeString(tree.resolve("g:h"), "1");
        return tree;
    }

    @Test
    void eachFolderIsToldAsTheWalkTellsIt() throws Exception {
        Path one = tree("one");
        Path two = tree("two");
        Path file = Files.writeString(folder.resolve("file"), "1");
        Path gone = folder.resolve("gone");
        try (LocalListing listing = LocalListing.begin(List.of(one, two, file, gone, one))) {
            for (Path start : List.of(gone, two, file, one, two)) {
                assertThat(listed(listing, start)).isEqualTo(walked(start));
            }
            assertThat(listed(listing, one))
                    .filteredOn(note -> note.contains("c:d/"))
                    .isEmpty();
        }
    }

    @Test
    void oneThatWasNoneWhenItBeganIsWalkedWhenItIsAskedFor() throws Exception {
        try (LocalListing listing = LocalListing.begin(List.of())) {
            Path later = tree("later");
            assertThat(listed(listing, later)).isEqualTo(walked(later)).hasSizeGreaterThan(5);
        }
    }

    @Test
    void whatIsFoundIsThatOfTheTimeWhenItWasLookedAt() throws Exception {
        Path tree = tree("tree");
        List<String> before = walked(tree);
        try (LocalListing listing = LocalListing.begin(List.of(tree))) {
            assertThat(listed(listing, tree)).isEqualTo(before);
            Files.delete(tree.resolve("other"));
            assertThat(listed(listing, tree)).isEqualTo(before);
        }
    }

    @Test
    void closingItEndsTheWalk() throws Exception {
        CountDownLatch walking = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        LocalListing listing = new LocalListing((start, visitor) -> {
            try {
                Stream.iterate(0, i -> i + 1).forEach(i -> {
                    visitor.other(start);
                    walking.countDown();
                });
            } finally {
                ended.countDown();
            }
        });
        listing.look(List.of(folder));
        walking.await();
        listing.close();
        ended.await();
    }

    @Test
    void aWalkThatFailsIsNoEmptyFolder() {
        LocalListing listing = new LocalListing((start, visitor) -> {
            throw new IllegalArgumentException("of a test");
        });
        listing.look(List.of(folder));
        assertThatThrownBy(() -> listing.visit(folder, new Notes())).hasRootCauseMessage("of a test");
    }
}
