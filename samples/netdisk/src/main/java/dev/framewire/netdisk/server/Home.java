package dev.framewire.netdisk.server;

import dev.framewire.netdisk.wire.Entry;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/**
 * A user's folder, and nothing else. Every operation walks from the folder down, name by name, and follows no link: what a
 * link in a home points to is not on this disk. Users cannot make links; an administrator's are not shown. A file that has
 * a second name (a hard link) belongs to somewhere else too, and is not given out.
 *
 * <p>Thread-safe as far as the file system is; changes that must not meet are serialised by {@link DiskAccount}.
 */
final class Home {
    private static final boolean UNIX =
            Path.of("").getFileSystem().supportedFileAttributeViews().contains("unix");

    private final Path root;

    Home(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** What stands under a path: empty when nothing does. */
    Optional<Entry> find(RemotePath path) throws RefusedException, IOException {
        try {
            return Optional.of(entry(path, path.name(), locate(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    Entry stat(RemotePath path) throws RefusedException, IOException {
        return find(path).orElseThrow(() -> notFound(path));
    }

    /** A file that may be read, and what was seen of it. */
    record Standing(Path file, Entry entry) {}

    /** The file to read. */
    Path existingFile(RemotePath path) throws RefusedException, IOException {
        return standing(path).file();
    }

    /** The file to read, and its size. */
    Standing standing(RemotePath path) throws RefusedException, IOException {
        try {
            Path file = locate(path);
            Entry entry = entry(path, path.name(), file);
            if (entry.folder()) {
                throw new RefusedException(ErrorCode.NOT_A_FILE, "'" + path + "' is a folder");
            }
            return new Standing(file, entry);
        } catch (NoSuchFileException e) {
            throw notFound(path);
        }
    }

    /**
     * Where a file may be put.
     *
     * @param size of the file that is there now, 0 if there is none
     */
    record Place(Path file, long size) {}

    /**
     * Where a file may be put: the folder is there, and no folder has the name.
     *
     * @param walked folders that were walked to not longer ago than their files may wait for their names: they are not walked to
     *     again, and the file's is added
     */
    Place fileToWrite(RemotePath path, Map<RemotePath, Path> walked) throws RefusedException, IOException {
        if (path.isHome()) {
            throw new RefusedException(ErrorCode.NOT_A_FILE, "a file needs a name");
        }
        RemotePath parent = path.parent();
        Path folder = walked.get(parent);
        if (folder == null) {
            folder = existingFolder(parent);
            walked.put(parent, folder);
        }
        Path file = folder.resolve(path.name());
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) { // as nearly always: and no exception is made of it
            return new Place(file, 0);
        }
        // a hard link may be replaced: the name is ours, and the other name keeps its content
        BasicFileAttributes there = attributes(file).orElse(null);
        if (there != null && there.isDirectory()) {
            throw new RefusedException(ErrorCode.NOT_A_FILE, "'" + path + "' is a folder");
        }
        if (there != null && !there.isRegularFile()) {
            throw denied(path);
        }
        return new Place(file, there == null ? 0 : there.size());
    }

    private Path existingFolder(RemotePath path) throws RefusedException, IOException {
        try {
            Path folder = locate(path);
            if (!entry(path, path.name(), folder).folder()) {
                throw new RefusedException(ErrorCode.NOT_A_FOLDER, "'" + path + "' is not a folder");
            }
            return folder;
        } catch (NoSuchFileException e) {
            throw notFound(path);
        }
    }

    void makeFolder(RemotePath path, boolean parents) throws RefusedException, IOException {
        Optional<Entry> there = parents || !path.isHome() ? find(path, parents) : Optional.empty();
        if (there.isPresent() || path.isHome()) {
            if (parents && (path.isHome() || there.get().folder())) {
                return;
            }
            throw exists(path);
        }
        if (parents) {
            makeFolder(path.parent(), true);
        }
        try {
            Files.createDirectory(locate(path));
        } catch (NoSuchFileException e) {
            throw notFound(path.parent());
        } catch (FileAlreadyExistsException e) {
            if (!parents) { // another connection made it at this moment
                throw exists(path);
            }
        }
    }

    private Optional<Entry> find(RemotePath path, boolean missingFolderIsFine) throws RefusedException, IOException {
        if (!missingFolderIsFine && find(path.parent()).isEmpty()) {
            throw notFound(path.parent());
        }
        return find(path);
    }

    void removeFolder(RemotePath path) throws RefusedException, IOException {
        if (path.isHome()) {
            throw new RefusedException(ErrorCode.DENIED, "the home itself stays");
        }
        if (!stat(path).folder()) {
            throw new RefusedException(ErrorCode.NOT_A_FOLDER, "'" + path + "' is not a folder");
        }
        try {
            Files.delete(locate(path));
        } catch (DirectoryNotEmptyException e) {
            throw new RefusedException(ErrorCode.NOT_EMPTY, "'" + path + "' is not empty");
        } catch (NoSuchFileException e) {
            throw notFound(path);
        }
    }

    /** Removes a file and returns its size. Who reads it at this moment reads it to its end. */
    long removeFile(RemotePath path) throws RefusedException, IOException {
        Path file = existingFile(path);
        long size = Files.size(file);
        try {
            Files.delete(file);
        } catch (NoSuchFileException e) {
            throw notFound(path);
        }
        return size;
    }

    /** Renames; never replaces. */
    void move(RemotePath from, RemotePath to) throws RefusedException, IOException {
        if (from.isHome() || to.isHome()) {
            throw new RefusedException(ErrorCode.DENIED, "the home itself stays");
        }
        Entry entry = stat(from);
        if (from.contains(to)) {
            throw new RefusedException(
                    from.equals(to) ? ErrorCode.EXISTS : ErrorCode.BAD_NAME, "'" + to + "' is inside '" + from + "'");
        }
        if (!stat(to.parent()).folder()) {
            throw new RefusedException(ErrorCode.NOT_A_FOLDER, "'" + to.parent() + "' is not a folder");
        }
        if (attributes(locate(to)).isPresent()) {
            throw exists(to);
        }
        if (entry.folder()) {
            requireReachable(from, to);
        }
        Files.move(locate(from), locate(to));
    }

    // what is below must still have paths that can be named
    private void requireReachable(RemotePath from, RemotePath to) throws RefusedException, IOException {
        try (FileTree tree = new FileTree(this, from, true)) {
            for (Entry below = tree.next(); below != null; below = tree.next()) {
                to.child(below.path());
            }
        } catch (BadPathException e) {
            throw new RefusedException(ErrorCode.BAD_NAME, "below '" + to + "': " + e.getMessage());
        }
    }

    /** The entries of a folder. Links, devices and names that could not be asked for are left out; {@code null} is returned for each. */
    DirectoryStream<Path> open(RemotePath path) throws RefusedException, IOException {
        if (!stat(path).folder()) {
            throw new RefusedException(ErrorCode.NOT_A_FOLDER, "'" + path + "' is not a folder");
        }
        try {
            return Files.newDirectoryStream(locate(path));
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw notFound(path);
        }
    }

    /** One entry of a folder that was opened, or empty when it is not to be shown. */
    Optional<Entry> entry(Path file, String shownAs) throws IOException {
        if (!RemotePath.isAllowed(file.getFileName().toString())) {
            return Optional.empty();
        }
        try {
            Look look = look(file);
            return look.isOurs() ? Optional.of(look.entry(shownAs)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    // the entry of a path whose folders were walked
    private Entry entry(RemotePath path, String shownAs, Path file) throws RefusedException, IOException {
        Look look = look(file);
        if (!look.isOurs()) {
            throw denied(path);
        }
        return look.entry(shownAs);
    }

    /** The real place of a path. The folders on the way are there and are no links; the last name may be missing. */
    private Path locate(RemotePath path) throws RefusedException, IOException {
        Path at = root;
        for (int i = 0; i < path.names().size(); i++) {
            if (i > 0) {
                BasicFileAttributes a = attributes(at).orElseThrow(() -> new NoSuchFileException(path.toString()));
                if (!a.isDirectory()) {
                    throw a.isRegularFile()
                            ? new RefusedException(
                                    ErrorCode.NOT_A_FOLDER,
                                    "'" + String.join("/", path.names().subList(0, i)) + "' is not a folder")
                            : denied(path);
                }
            }
            at = at.resolve(path.names().get(i));
        }
        return at;
    }

    private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What stands under a name. */
    private record Look(boolean folder, boolean file, int names, long size, long modifiedMillis) {
        boolean isOurs() {
            return folder || file && names == 1;
        }

        Entry entry(String shownAs) {
            return new Entry(shownAs, folder, folder ? 0 : size, modifiedMillis);
        }
    }

    /** Once for everything, so that all of it is of one moment. */
    private static Look look(Path file) throws IOException {
        if (!UNIX) {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Look(
                    a.isDirectory(),
                    a.isRegularFile(),
                    1,
                    a.size(),
                    a.lastModifiedTime().toMillis());
        }
        Map<String, Object> a = Files.readAttributes(
                file, "unix:isDirectory,isRegularFile,nlink,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        return new Look(
                (Boolean) a.get("isDirectory"),
                (Boolean) a.get("isRegularFile"),
                (Integer) a.get("nlink"),
                (Long) a.get("size"),
                ((FileTime) a.get("lastModifiedTime")).toMillis());
    }

    static RefusedException notFound(RemotePath path) {
        return new RefusedException(ErrorCode.NOT_FOUND, "'" + path + "' is not there");
    }

    private static RefusedException exists(RemotePath path) {
        return new RefusedException(ErrorCode.EXISTS, "'" + path + "' is there already");
    }

    private static RefusedException denied(RemotePath path) {
        return new RefusedException(ErrorCode.DENIED, "'" + path + "' is not a file or folder of this disk");
    }
}
