package dev.framewire.netdisk.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Copies of folders that got a name of their own and are not whole. {@code get -r tree copy} makes the folder copy; once it
 * is there, the same words mean copy/tree. So that they can be said again after a crash, each copy is noted down before its
 * folder is made, in a file of its own, and struck out when it is whole.
 */
public final class UnfinishedTrees {
    /** Nobody goes on with an older one: as long as the server keeps partials. */
    public static final Duration KEPT = Duration.ofDays(7);

    private final Path folder;

    UnfinishedTrees(Path folder) {
        this.folder = folder;
    }

    /** One copy, known by its two ends. */
    public final class Tree {
        private final String ends;
        private final Path note;

        private Tree(String from, String to) {
            this.ends = from + "\n" + to + "\n";
            this.note = folder.resolve(UUID.nameUUIDFromBytes(ends.getBytes(StandardCharsets.UTF_8))
                    .toString());
        }

        /** Whether it was begun and is not whole. */
        public boolean isUnfinished() throws IOException {
            try {
                return Files.getLastModifiedTime(note)
                                .toInstant()
                                .isAfter(Instant.now().minus(KEPT))
                        && Files.readString(note).equals(ends);
            } catch (NoSuchFileException e) {
                return false;
            }
        }

        public void begun() throws IOException {
            TextFile.replace(note, ends);
        }

        public void whole() throws IOException {
            Files.deleteIfExists(note);
        }
    }

    /**
     * The copy from one end to the other.
     *
     * @param from where it comes from: a local path, or the server, the user and a path
     * @param to the folder that it becomes, in the same way
     */
    public Tree tree(String from, String to) {
        return new Tree(from, to);
    }
}
