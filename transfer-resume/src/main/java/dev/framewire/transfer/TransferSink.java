package dev.framewire.transfer;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where received content goes: a file, by way of a partial in a {@link FileStore}, a name in a {@link PartialStore}, or a stream
 * ({@link StreamSink#sink}). Immutable; each method returns a copy.
 */
public final class TransferSink {
    final Place place;
    final String owner;
    final Condition condition;
    /** What the target must have, if the condition is about that. */
    final @Nullable String expectedRoot;

    final boolean keepModified;
    private final PermissionRule permissions;
    /** What the source's owner, group and others may do; −1 if that is not known. */
    private final int mode;

    final boolean compare;
    final boolean remember;
    final long maxBytes;

    private TransferSink(
            Place place,
            String owner,
            Condition condition,
            @Nullable String expectedRoot,
            boolean keepModified,
            PermissionRule permissions,
            int mode,
            boolean compare,
            boolean remember,
            long maxBytes) {
        this.place = place;
        this.owner = owner;
        this.condition = condition;
        this.expectedRoot = expectedRoot;
        this.keepModified = keepModified;
        this.permissions = permissions;
        this.mode = mode;
        this.compare = compare;
        this.remember = remember;
        this.maxBytes = maxBytes;
    }

    /**
     * A file that is replaced, atomically, when the content is complete and verified.
     *
     * @param store holds the partial; its folder must be on the target's file system
     * @param owner whose partial it is: another owner never continues it
     * @param target the file; its folder exists
     * @return the sink
     */
    public static TransferSink file(FileStore store, String owner, Path target) {
        return plain(new Place.OfFile(store, target.toAbsolutePath().normalize(), null), owner);
    }

    /**
     * A content in storage that is no file system. It gets its name at once, when it is complete and verified. Only by itself, not
     * in packs, which are refused, and without permissions.
     *
     * @param store holds the parts
     * @param owner whose upload it is: another owner never continues it
     * @param name what the content is called there; the application's own, never the peer's unchecked
     * @return the sink
     */
    public static TransferSink into(PartialStore store, String owner, String name) {
        return plain(new Place.InStore(store, name), owner);
    }

    /** Content that is handed on in order. */
    static TransferSink inOrder(StreamSink stream) {
        return plain(new Place.InOrder(stream), "");
    }

    private static TransferSink plain(Place place, String owner) {
        return new TransferSink(
                place, owner, Condition.ANY, null, true, PermissionRule.NOTHING, -1, true, false, Geometry.MAX_SIZE);
    }

    /**
     * Publishes only where there is nothing.
     *
     * @return a copy
     */
    public TransferSink ifAbsent() {
        return new TransferSink(
                place, owner, Condition.ABSENT, null, keepModified, permissions, mode, compare, remember, maxBytes);
    }

    /**
     * Replaces the file only if it has this root, which is computed from its bytes: nobody has changed it since that was read.
     * Two transfers of one {@link FileStore} cannot both replace it; another program still can, between look and replacement.
     *
     * @param rootHex as {@link TransferResult#rootHex} answers it
     * @return a copy
     * @throws IllegalArgumentException if it is not 64 hexadecimal digits
     */
    public TransferSink ifRoot(String rootHex) {
        return new TransferSink(
                place,
                owner,
                Condition.ROOT,
                MerkleTree.checkedRoot(rootHex),
                keepModified,
                permissions,
                mode,
                compare,
                remember,
                maxBytes);
    }

    /**
     * Whether the file takes over the source's modification time, or a {@link PartialStore} is told of it.
     *
     * @param keep default true
     * @return a copy
     */
    public TransferSink keepModified(boolean keep) {
        return new TransferSink(
                place, owner, condition, expectedRoot, keep, permissions, mode, compare, remember, maxBytes);
    }

    /**
     * Whether the file takes over the source's permissions, where the other side tells them: what owner, group and others may
     * read, write and execute, but for what this process's umask takes from new files. It has them when it gets its name.
     * Owner, group, set-user-ID, set-group-ID and sticky bits are never taken over. On a file system without such permissions
     * this changes nothing. Those of files in packs are told if {@link PackRequest#withPermissions} says so.
     *
     * @param keep default false: only the owner of this process may read and write the file
     * @return a copy
     */
    public TransferSink keepPermissions(boolean keep) {
        return permissions(keep ? PermissionRule.THROUGH_UMASK : PermissionRule.NOTHING);
    }

    /**
     * As {@link #keepPermissions}, but whatever this process's umask is, as {@code cp -p} and {@code rsync -p} do it.
     *
     * @param always bits of a POSIX mode that the file has in any case, 0 to 0777 (octal); 0400 where this process is to read it
     *     again
     * @return a copy
     * @throws IllegalArgumentException if it is not that
     */
    public TransferSink keepExactPermissions(int always) {
        return permissions(PermissionRule.exact(always));
    }

    private TransferSink permissions(PermissionRule rule) {
        return new TransferSink(
                place, owner, condition, expectedRoot, keepModified, rule, mode, compare, remember, maxBytes);
    }

    /** With the source's permissions, or −1. */
    TransferSink offered(int sourceMode) {
        return new TransferSink(
                place,
                owner,
                condition,
                expectedRoot,
                keepModified,
                permissions,
                sourceMode,
                compare,
                remember,
                maxBytes);
    }

    /** The mode that the file gets on a disk; −1 if it keeps the one it has. */
    int modeOn(Disk disk) throws IOException {
        return permissions.on(disk, mode);
    }

    /**
     * Refuses larger content.
     *
     * @param bytes default 2^40
     * @return a copy
     */
    public TransferSink maxBytes(long bytes) {
        return new TransferSink(
                place,
                owner,
                condition,
                expectedRoot,
                keepModified,
                permissions,
                mode,
                compare,
                remember,
                Math.min(bytes, Geometry.MAX_SIZE));
    }

    /**
     * Whether what is there already is compared with what is offered, so that only what differs is sent. The other side sees
     * the digests of its chunks: turn it off where it may write a file but must not learn what is in it.
     *
     * @param compare default true
     * @return a copy
     */
    public TransferSink compareWithTarget(boolean compare) {
        return new TransferSink(
                place, owner, condition, expectedRoot, keepModified, permissions, mode, compare, remember, maxBytes);
    }

    /**
     * Names a file that may have the same content, or much of it: the file that was moved or copied to the target on the other side,
     * or was its last version under another name. Where nothing that could be compared stands under the target's name itself, this
     * file is compared in its place, chunk by chunk at equal offsets, and only what differs is sent; what does not is copied. Its
     * size need not be the content's. An attempt that continues an earlier one looks in it for what its partial has not got.
     *
     * <p>It is a guess, and costs no more than reading and writing if it is wrong: it is given up when its first 32 chunks have
     * all turned out to be other content. Each chunk is taken by its digest, computed from the very bytes that are copied, whatever
     * happens to the file meanwhile: if it is changed, replaced or removed, what is missing is sent. It is only read; it is never
     * linked, changed, or published in the content's place, which always is a file of its own.
     *
     * <p>The other side sees the digests of its chunks, and so could find out what is in it: name only a file that whoever puts the
     * content may read, one of the same owner's. {@link #compareWithTarget compareWithTarget(false)} turns this off too.
     *
     * <p>Nothing comes of it where the file is not there, cannot be read, or is no regular file (a link is not followed if it is
     * the path's last name); where it is the target itself; under {@link #ifRoot}, which needs a target; for content of unknown size
     * ({@link StreamSource}); and for the files of packs.
     *
     * @param other the file, of the same {@link java.nio.file.FileSystem} as the target; it need not lie on the same disk
     * @return a copy; of several calls the last one counts
     * @throws IllegalStateException if this is no {@link #file}: a {@link PartialStore} and a stream have no others
     * @throws IllegalArgumentException if the path is of another file system object, for example one inside an archive
     */
    public TransferSink like(Path other) {
        if (!(place instanceof Place.OfFile file)) {
            throw new IllegalStateException("only what goes into a file can be like another file");
        }
        if (!other.getFileSystem().equals(file.target().getFileSystem())) {
            throw new IllegalArgumentException("not of the target's file system: " + other);
        }
        return new TransferSink(
                new Place.OfFile(
                        file.store(), file.target(), other.toAbsolutePath().normalize()),
                owner,
                condition,
                expectedRoot,
                keepModified,
                permissions,
                mode,
                compare,
                remember,
                maxBytes);
    }

    /** Keeps what is known of the published file, so that a put which is repeated is answered, and the next one compared. */
    TransferSink remembering() {
        return new TransferSink(
                place, owner, condition, expectedRoot, keepModified, permissions, mode, compare, true, maxBytes);
    }

    /** The file, if it is one. */
    Place.OfFile file() throws TransferException {
        if (place instanceof Place.OfFile file) {
            return file;
        }
        throw new TransferException(TransferException.Kind.REFUSED, "packs go into files only");
    }

    /** What an offer demands too. */
    TransferSink when(Message.Open offered) throws TransferException {
        if (offered.condition() == Condition.ANY || offered.condition() == condition && condition == Condition.ABSENT) {
            return this;
        }
        if (condition != Condition.ANY) {
            throw Partial.conflict(); // nothing is both absent and of a certain root
        }
        return offered.condition() == Condition.ABSENT ? ifAbsent() : ifRoot(String.valueOf(offered.ifRoot()));
    }
}
