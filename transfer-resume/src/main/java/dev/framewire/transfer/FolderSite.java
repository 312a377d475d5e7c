package dev.framewire.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shares one folder, and nothing else: the other side puts and gets files by paths below it, names joined by {@code /}.
 *
 * <pre>
 *   folder/
 *     .framewire/      what has not arrived yet; cannot be named by the other side
 *     photos/
 *       cat.jpg        "photos/cat.jpg"
 * </pre>
 *
 * A path in any other spelling is refused, never repaired: empty names, {@code .} and {@code ..}, a leading or trailing
 * slash, and every name that {@link PortableName} refuses. No symbolic link is followed, and none replaced. A put makes the
 * folders that are missing. Nothing is removed, listed or renamed; for that, write a {@link TransferSite} of your own.
 *
 * <p>The folder must belong to this program: somebody else who may write in it, on this machine, can put a link in the way
 * between a look and its use.
 *
 * <p>Immutable and thread-safe; the methods that change something return a copy on the same partials. Close the first one.
 */
public final class FolderSite implements TransferSite, AutoCloseable {
    /** The folder of the partials, below the shared one. */
    public static final String PARTIALS = ".framewire";
    /** The longest path, in bytes of UTF-8; it leaves room for the folder's own below the usual 4,096 of a system. */
    public static final int MAX_PATH_BYTES = 2048;
    /** The most names in one path. */
    public static final int MAX_DEPTH = 64;

    private final Path root;
    /** None where nothing may be put. */
    private final @Nullable FileStore store;

    private final String owner;
    private final long maxFileBytes;
    private final boolean keepPermissions;

    private FolderSite(Path root, @Nullable FileStore store, String owner, long maxFileBytes, boolean keepPermissions) {
        this.root = root;
        this.store = store;
        this.owner = owner;
        this.maxFileBytes = maxFileBytes;
        this.keepPermissions = keepPermissions;
    }

    /**
     * Shares a folder for putting and getting.
     *
     * @param folder there already
     * @return the site
     * @throws IOException if it is no folder, or the one of its partials cannot be made
     */
    public static FolderSite of(Path folder) throws IOException {
        return of(folder, OwnerLimits.defaults());
    }

    /**
     * Shares a folder for putting and getting, with other limits for each owner's unfinished puts ({@link #ownedBy}).
     *
     * @param folder there already
     * @param limits default {@link OwnerLimits#defaults}
     * @return the site
     * @throws IOException if it is no folder, or the one of its partials cannot be made
     */
    public static FolderSite of(Path folder, OwnerLimits limits) throws IOException {
        Path root = folder.toRealPath();
        requireFolder(root);
        return new FolderSite(root, FileStore.open(root.resolve(PARTIALS), limits), "", Geometry.MAX_SIZE, false);
    }

    /**
     * Shares a folder for getting alone: every put is refused, and nothing is written below it.
     *
     * @param folder there already
     * @return the site
     * @throws IOException if it is no folder
     */
    public static FolderSite readOnly(Path folder) throws IOException {
        Path root = folder.toRealPath();
        requireFolder(root);
        return new FolderSite(root, null, "", Geometry.MAX_SIZE, false);
    }

    private static void requireFolder(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException("not a folder: " + root);
        }
    }

    /**
     * Who the other side is: a put that broke off is continued by the same owner only. Needed where several peers put into one
     * folder; a session of {@code auth-hmac} tells it.
     *
     * @param name of the authenticated peer; default ""
     * @return a copy for that peer's connections
     */
    public FolderSite ownedBy(String name) {
        return new FolderSite(root, store, name, maxFileBytes, keepPermissions);
    }

    /**
     * Refuses larger files, with {@code TOO_BIG}.
     *
     * @param bytes 0 or more; default 2^40, the protocol's limit
     * @return a copy
     * @throws IllegalArgumentException if it is negative
     */
    public FolderSite maxFileBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("negative: " + bytes);
        }
        return new FolderSite(root, store, owner, bytes, keepPermissions);
    }

    /**
     * Whether files that are put take over the permissions that the other side tells, as
     * {@link TransferSink#keepPermissions} says, and those of files that are got are told; also of files in packs.
     *
     * @param keep default false: only the owner of this process may read and write what was put
     * @return a copy
     */
    public FolderSite keepPermissions(boolean keep) {
        return new FolderSite(root, store, owner, maxFileBytes, keep);
    }

    /**
     * The partials of this folder: to list, explain or expire them.
     *
     * @return the store, closed with this site; empty where nothing may be put
     */
    public Optional<FileStore> partials() {
        return Optional.ofNullable(store);
    }

    @Override
    public boolean takesPacks() {
        return true;
    }

    @Override
    public boolean takesUnknownSize() {
        return true;
    }

    @Override
    public TransferSink accept(PutOffer offer) throws TransferRefusedException, IOException {
        if (store == null) {
            throw refused("this folder is for reading only");
        }
        List<String> names = names(offer.path());
        if (offer.size() > maxFileBytes) { // before any folder is made for it
            throw new TransferRefusedException(
                    TransferException.Kind.TOO_BIG, offer.size() + " bytes are more than " + maxFileBytes);
        }
        Path target = root;
        for (int i = 0; i < names.size() - 1; i++) {
            target = resolve(target, names.get(i));
            BasicFileAttributes there = attributes(target).orElse(null);
            if (there == null) {
                makeFolder(target);
            } else if (!there.isDirectory()) {
                throw refused("'" + String.join("/", names.subList(0, i + 1)) + "' is not a folder");
            }
        }
        target = resolve(target, names.get(names.size() - 1));
        BasicFileAttributes there = attributes(target).orElse(null);
        if (there != null && !there.isRegularFile()) {
            throw refused("'" + offer.path() + "' is not a file");
        }
        return TransferSink.file(store, owner, target).maxBytes(maxFileBytes).keepPermissions(keepPermissions);
    }

    /** Durable, as what will stand in it: a file is lost with the name of its folder. */
    private static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // another connection made it at this moment
        }
        Path parent = folder.getParent();
        if (parent != null) {
            Disk.local().forceDirectory(parent);
        }
    }

    @Override
    public TransferSource open(GetOffer offer) throws TransferRefusedException, IOException {
        List<String> names = names(offer.path());
        Path file = root;
        for (int i = 0; i < names.size(); i++) {
            file = resolve(file, names.get(i));
            BasicFileAttributes there = attributes(file)
                    .orElseThrow(() -> new TransferRefusedException(
                            TransferException.Kind.NOT_FOUND, "'" + offer.path() + "' is not there"));
            boolean last = i == names.size() - 1;
            if (last ? !there.isRegularFile() : !there.isDirectory()) {
                throw refused(
                        "'" + String.join("/", names.subList(0, i + 1)) + "' is not a " + (last ? "file" : "folder"));
            }
        }
        if (store == null) {
            return FileSource.open(file, keepPermissions);
        }
        return store.source(file, keepPermissions);
    }

    private static Path resolve(Path folder, String name) throws TransferRefusedException {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) { // a JVM without a UTF-8 locale has no word for most names
            throw refused("this system cannot name such a file");
        }
    }

    private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The names of a path that may be used. */
    private static List<String> names(String path) throws TransferRefusedException {
        // before anything is split: a path of a million slashes costs one comparison
        if (path.length() > MAX_PATH_BYTES || path.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw refused("the path is longer than " + MAX_PATH_BYTES + " bytes");
        }
        List<String> names = List.of(path.split("/", -1));
        if (names.size() > MAX_DEPTH) {
            throw refused("the path has more than " + MAX_DEPTH + " names");
        }
        for (String name : names) {
            Optional<String> why = PortableName.folded(name).equals(PARTIALS)
                    ? Optional.of("it is reserved")
                    : PortableName.refusal(name);
            if (why.isPresent()) {
                throw refused("a name in the path is not allowed: " + why.get());
            }
        }
        return names;
    }

    private static TransferRefusedException refused(String why) {
        return new TransferRefusedException(TransferException.Kind.REFUSED, why);
    }

    /** Ends the transfers into this folder; their partials stay. */
    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }
}
