package dev.framewire.netdisk.server;

import dev.framewire.netdisk.wire.Entry;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Walks a folder, a folder before what is in it, holding one open directory a level and never a whole listing in memory.
 * Not thread-safe.
 */
final class FileTree implements Closeable {
    private record Level(String prefix, DirectoryStream<Path> stream, Iterator<Path> files) {}

    private final Home home;
    private final Opening opening;
    private final RemotePath top;
    private final boolean recursive;
    private final Deque<Level> levels = new ArrayDeque<>();
    private long hidden;

    /** Opens a folder. */
    interface Opening {
        DirectoryStream<Path> open(RemotePath folder) throws RefusedException, IOException;
    }

    FileTree(Home home, RemotePath top, boolean recursive) throws RefusedException, IOException {
        this(home, top, recursive, home::open);
    }

    FileTree(Home home, RemotePath top, boolean recursive, Opening opening) throws RefusedException, IOException {
        this.home = home;
        this.opening = opening;
        this.top = top;
        this.recursive = recursive;
        enter("", top);
    }

    /** The next entry, its path seen from the top; null at the end. */
    Entry next() throws IOException {
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            Path file = next(level.files);
            if (file == null) {
                levels.pop().stream.close();
                continue;
            }
            String name = file.getFileName().toString();
            if (level.prefix.isEmpty() && top.isHome() && name.equals(RemotePath.PARTIALS)) {
                continue;
            }
            Optional<Entry> entry = home.entry(file, level.prefix + name);
            if (entry.isEmpty()) {
                hidden++;
                continue;
            }
            if (recursive && entry.get().folder() && !tryEnter(entry.get().path())) {
                hidden++;
            }
            return entry.get();
        }
        return null;
    }

    // the disk's failure comes as a RuntimeException, because an Iterator throws nothing else
    private static Path next(Iterator<Path> files) throws IOException {
        try {
            return files.hasNext() ? files.next() : null;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** How many entries were left out so far: links, devices, names that cannot be asked for. */
    long hidden() {
        return hidden;
    }

    private boolean tryEnter(String path) throws IOException {
        try {
            enter(path + "/", top.child(path));
            return true;
        } catch (RefusedException | BadPathException e) {
            return false; // removed at this moment, or too deep to be named
        }
    }

    private void enter(String prefix, RemotePath folder) throws RefusedException, IOException {
        DirectoryStream<Path> stream = opening.open(folder);
        levels.push(new Level(prefix, stream, stream.iterator()));
    }

    @Override
    public void close() throws IOException {
        while (!levels.isEmpty()) {
            levels.pop().stream.close();
        }
    }
}
