package dev.framewire.transfer;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One fact in a {@link Journal}. The numbers on disk are those of {@link Journal}'s table. */
sealed interface JournalRecord {
    /** What is being received, and for whom. The first record of every journal; a later one says that the source changed size. */
    record Header(String owner, String target, long size, int chunkBytes, long createdMillis, ContentCheck check)
            implements JournalRecord {
        Header(String owner, String target, long size, int chunkBytes, long createdMillis) {
            this(owner, target, size, chunkBytes, createdMillis, ContentCheck.SHA256);
        }

        /** The same, of a content of another size. */
        Header sized(long whole) {
            return new Header(owner, target, whole, chunkBytes, createdMillis, check);
        }

        /** Where it goes; empty if this JVM has no name for that: one of other letters has written it, or somebody who means ill. */
        Optional<Path> file() {
            try {
                return Optional.of(Path.of(target));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        }

        Geometry geometry() {
            return new Geometry(size, chunkBytes, check);
        }
    }

    /** A session began. Its number fences every earlier one. */
    record Epoch(long number) implements JournalRecord {}

    /** Chunks were written to the part, with these hashes. A claim: it is read again before it is published. */
    record Chunks(int first, byte[] hashes) implements JournalRecord {
        int count() {
            return hashes.length / MerkleTree.DIGEST_BYTES;
        }
    }

    /** The part was forced after every record up to this sequence number. */
    record Checkpoint(long upTo) implements JournalRecord {}

    /** Chunks are about to be written over, or were found wrong. */
    record Drop(int first, int count) implements JournalRecord {}

    /** The part is whole, has this root, was forced, and is about to get its final name. */
    record Commit(byte[] root, String partKey) implements JournalRecord {
        /** The last one of a journal. */
        static Optional<Commit> last(List<JournalRecord> records) {
            Optional<Commit> last = Optional.empty();
            for (JournalRecord record : records) {
                last = record instanceof Commit commit ? Optional.of(commit) : last;
            }
            return last;
        }
    }
}
