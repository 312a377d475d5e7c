package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTreeTest {
    @TempDir
    Path folder;

    private interface Step {
        void run(String name) throws IOException;
    }

    /** Runs when a name is come upon. */
    private Step before = name -> {};

    private final List<String> seen = new ArrayList<>();
    private final List<Exception> failures = new ArrayList<>();

    private void walk(Path start) {
        LocalTree.walk(start, new LocalTree.Visitor() {
            @Override
            public void folder(Path path) throws BadPathException {
                note("folder", path);
            }

            @Override
            public void file(Path path, BasicFileAttributes attributes) throws BadPathException {
                note(attributes.size() + " bytes", path);
            }

            @Override
            public void other(Path path) {
                seen.add("other " + start.relativize(path));
            }

            @Override
            public void failed(Path path, Exception e) {
                seen.add("failed " + start.relativize(path));
                failures.add(e);
            }

            private void note(String kind, Path path) throws BadPathException {
                String name = path.getFileName().toString();
                try {
                    before.run(name);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                RemotePath.HOME.resolve(name);
                seen.add(kind + " " + start.relativize(path));
            }
        });
    }

    @Test
    void everythingIsVisitedAndALinkIsFollowedOnlyWhereTheWalkBegins() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.createDirectories(tree.resolve("a/b"));
        Files.writeString(tree.resolve("a/b/file"), "1234");
        Files.createSymbolicLink(tree.resolve("up"), folder);
        Files.createSymbolicLink(tree.resolve("dangling"), Path.of("nowhere"));

        walk(Files.createSymbolicLink(folder.resolve("link"), tree));

        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "folder ", "folder a", "folder a/b", "4 bytes a/b/file", "other up", "other dangling");
        assertThat(seen.indexOf("folder a")).isLessThan(seen.indexOf("folder a/b"));
        assertThat(seen.indexOf("folder a/b")).isLessThan(seen.indexOf("4 bytes a/b/file"));
    }

    @Test
    void aBadNameIsToldOnceAndNothingBelowIt() throws IOException {
        Files.createDirectories(folder.resolve("c:d/e"));
        Files.writeString(folder.resolve("c:d/e/f"), "1");
        Files.writeString(folder.resolve("g:h"), "1");
        Files.writeString(folder.resolve("good"), "1");

        walk(folder);

        assertThat(seen).containsExactlyInAnyOrder("folder ", "failed c:d", "failed g:h", "1 bytes good");
        assertThat(failures).hasOnlyElementsOfType(BadPathException.class);
    }

    @Test
    void aFolderThatCannotBeReadIsToldAndTheRestIsVisited() throws IOException {
        List<String> names = List.of("a", "m", "z");
        for (String name : names) {
            Files.writeString(Files.createDirectory(folder.resolve(name)).resolve("file"), "1");
        }
        List<String> gone = new ArrayList<>();
        before = name -> { // where the first of them is entered, another one goes; no mode would keep root out
            if (names.contains(name) && gone.isEmpty()) {
                gone.add(names.get((names.indexOf(name) + 1) % names.size()));
                Files.delete(folder.resolve(gone.get(0)).resolve("file"));
                Files.delete(folder.resolve(gone.get(0)));
            }
        };

        walk(folder);

        List<String> expected = new ArrayList<>(List.of("folder ", "failed " + gone.get(0)));
        for (String name : names) {
            if (!gone.contains(name)) {
                expected.addAll(List.of("folder " + name, "1 bytes " + name + "/file"));
            }
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(failures).hasOnlyElementsOfType(NoSuchFileException.class);
    }

    @Test
    void aFolderThatIsGoneIsTold() {
        walk(folder.resolve("gone"));

        assertThat(seen).containsExactly("folder ", "failed ");
        assertThat(failures).hasOnlyElementsOfType(IOException.class);
    }
}
