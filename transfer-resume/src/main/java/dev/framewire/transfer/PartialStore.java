package dev.framewire.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Storage that is no file system: an object store, a database. It takes whole numbered parts of a content and makes one content
 * of them under a name, at once or not at all; for {@link TransferSink#into}. Thread-safe; one {@link Upload} is used by one
 * thread at a time.
 *
 * <p>What the library does, so that a store need not: it cuts, orders and digests, asks the sender for what is missing, reads
 * back and digests every part that an earlier session has put before it completes, checks the root of the whole, and compares
 * what stands under the name with what is offered. So a store may lose or damage parts, or whole uploads that have no session
 * (that is how they expire, and when is the store's affair): what is not there or not right is sent again. It must not
 * complete anything but just the parts that it is told.
 *
 * <p>Part n is chunk n of the content: 256 KiB to 16 MiB from our senders, 16 KiB at least from others; the last one is
 * shorter; at most 65,536 of them. A store that wants larger parts, or fewer, has to put several into one itself.
 *
 * <p>On an object store that is each part as an object of its own, never written over, and one small object for each name that
 * says which session is alive and which content has the name, changed by conditional requests only ({@code If-Match}): beginning a
 * session and completing are one such request each, which is what fences. The project's tests have that whole, with nothing
 * that is not public: {@code BucketStore}, over the seven requests of {@code Bucket}.
 *
 * <p>{@code written} in the progress of a transfer counts parts whose {@link PartOutput#finish} has returned, {@code durable}
 * those that a later {@link Upload#force} covers and that were not taken over unread from an earlier session. Try an
 * implementation against the kit's {@code SimulatedStore} (classifier {@code testkit}). Source: SPEC.md, "Other storage".
 */
public interface PartialStore {
    /**
     * Whether {@link Upload#read} and {@link Content#read} work. Without them nothing can be proven of what an earlier session
     * has put, so nothing of it is used and nothing acknowledged as durable before the end: a transfer that was cut starts anew, what stands under the name is not
     * compared, {@link TransferSink#ifRoot} ends in {@code CONFLICT}, and a put with {@link TransferSink#ifAbsent} that is
     * repeated because its end was lost ends in {@code EXISTS}.
     *
     * @return true if they do; the same each time
     */
    boolean readsBack();

    /**
     * Begins a session on the upload of that owner under that name, old or new. From when this returns, every call of an older
     * session of the same owner and name fails with {@code STALE_EPOCH}, has no effect, and has none any more.
     *
     * @param owner whose upload it is: another owner never continues it
     * @param name what the content will be called; any text
     * @return the session
     * @throws TransferRefusedException LOCKED if that is not possible now; NO_SPACE, QUOTA, REFUSED
     * @throws IOException if it cannot be begun
     */
    Upload begin(String owner, String name) throws IOException, TransferRefusedException;

    /**
     * The content that was completed under that name last.
     *
     * @param name as above
     * @return empty if there is none
     * @throws IOException if that cannot be said
     */
    Optional<Content> find(String name) throws IOException;

    /**
     * A part of an upload.
     *
     * @param number 0 to 65,535
     * @param length bytes
     * @param digestHex the digest that was told to {@link PartOutput#finish}, 64 hexadecimal digits. It is kept with the part and
     *     not computed again: it is a claim
     */
    record Part(int number, int length, String digestHex) {}

    /**
     * What to make of the parts.
     *
     * @param parts all of them in the order of the content; others of the upload do not belong to it
     * @param size bytes of the whole
     * @param rootHex of the whole, 64 hexadecimal digits, to be kept with it if wanted
     * @param modifiedMillis when the source was last modified, since 1970, to be kept with it if wanted
     * @param onlyIfAbsent fail with {@code EXISTS} if anything has the name, looked at and completed in one step
     * @param onlyIfVersion fail with {@code CONFLICT} unless the {@linkplain Content#version version} of what has the name is
     *     this, looked at and completed in one step
     */
    record Completion(
            List<Part> parts,
            long size,
            String rootHex,
            OptionalLong modifiedMillis,
            boolean onlyIfAbsent,
            Optional<String> onlyIfVersion) {}

    /** One session of an upload. */
    interface Upload extends Closeable {
        /**
         * The number of the session.
         *
         * @return more than that of any earlier session of this owner and name that put anything, 0 or more
         */
        long number();

        /**
         * The parts that are there, whichever session has put them.
         *
         * @return in any order. After a {@link #force} that failed, none that it may have lost and a later one would not save
         * @throws IOException if they cannot be listed
         * @throws TransferRefusedException STALE_EPOCH
         */
        List<Part> parts() throws IOException, TransferRefusedException;

        /**
         * Begins a part. Two may be open at once, of different numbers.
         *
         * @param number of the part; if there is one already it stays as it is until the new one is finished
         * @param length bytes that will be written
         * @return where to
         * @throws IOException if it cannot be begun
         * @throws TransferRefusedException STALE_EPOCH, NO_SPACE, QUOTA, REFUSED
         */
        PartOutput put(int number, int length) throws IOException, TransferRefusedException;

        /**
         * Reads some bytes of a part that is there.
         *
         * @param number of the part
         * @param target where to
         * @param position where from, in bytes of the part
         * @return how many; -1 behind the end, or if the part is gone
         * @throws IOException if it cannot be read
         * @throws TransferRefusedException STALE_EPOCH
         */
        int read(int number, ByteBuffer target, int position) throws IOException, TransferRefusedException;

        /**
         * Makes every part that is there survive a loss of power of whatever keeps them. Does nothing where {@link PartOutput#finish}
         * does that already.
         *
         * @throws IOException if it failed; it is not called again in this session
         * @throws TransferRefusedException STALE_EPOCH
         */
        void force() throws IOException, TransferRefusedException;

        /**
         * Gives the parts their name, as one content, durably, and ends the upload: all of it or nothing. If this throws although
         * it has happened, the next session finds the content under its name.
         *
         * @param what the parts, and the condition
         * @throws IOException if it failed, also if a part is not there with that length and digest
         * @throws TransferRefusedException EXISTS or CONFLICT by the condition, STALE_EPOCH, NO_SPACE, QUOTA, REFUSED
         */
        void complete(Completion what) throws IOException, TransferRefusedException;

        /**
         * Ends the upload: nothing of it stays.
         *
         * @throws IOException if that cannot be done now
         * @throws TransferRefusedException STALE_EPOCH
         */
        void abort() throws IOException, TransferRefusedException;

        /** Ends the session and leaves the parts to the next one. Does nothing the second time. */
        @Override
        void close();
    }

    /** Takes one part, from its beginning to its end. */
    interface PartOutput extends Closeable {
        /**
         * Takes the next bytes.
         *
         * @param bytes not to be kept
         * @param offset of the first
         * @param length how many
         * @throws IOException if they cannot be kept
         * @throws TransferRefusedException STALE_EPOCH, NO_SPACE, QUOTA
         */
        void write(byte[] bytes, int offset, int length) throws IOException, TransferRefusedException;

        /**
         * Ends the part. Before this returns nothing of it is there; from then on all of it is, in place of what had its number.
         *
         * @param digestHex to be kept with it
         * @throws IOException if it cannot be kept
         * @throws TransferRefusedException STALE_EPOCH, NO_SPACE, QUOTA
         */
        void finish(String digestHex) throws IOException, TransferRefusedException;

        /** Forgets the part unless it is finished. */
        @Override
        void close();
    }

    /** A content that is complete, as it was found. */
    interface Content extends Closeable {
        /**
         * Its size.
         *
         * @return bytes
         */
        long size();

        /**
         * Who has put it.
         *
         * @return the owner of the upload, or another text if that is not known
         */
        String owner();

        /**
         * Tells this content from every other that has, had or will have the name, also from one with the same bytes.
         *
         * @return any text
         */
        String version();

        /**
         * Reads some bytes of just this content, whatever has the name now.
         *
         * @param target where to
         * @param position where from
         * @return how many; -1 behind the end, or if it is gone
         * @throws IOException if it cannot be read
         */
        int read(ByteBuffer target, long position) throws IOException;

        /** Lets go of it. */
        @Override
        void close();
    }
}
