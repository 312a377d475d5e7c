package dev.framewire.netdisk.server;

import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a home's large files are, by their sizes: what a new file may be a copy of. A hint and nothing more: a place is looked at
 * anew before it is told, and one that does not hold what was remembered is forgotten. Of one home only, so that nobody learns
 * from what they need not send what another user has. Not thread-safe.
 */
final class FilesBySize {
    /**
     * Smaller files are not remembered: to send one takes hardly longer than to read those of its size, and there are so many
     * of them that they would take the room of the large ones.
     */
    static final long MIN_BYTES = 1 << 20;

    /** The most that are remembered; of more, those whose sizes were met first are forgotten. */
    static final int DEFAULT_MAX_FILES = 100_000;

    /** The same of what their paths take, in characters: one path may have two thousand. */
    static final int DEFAULT_MAX_CHARS = 8 << 20;

    /** The most of one size; the latest that were met stay. */
    static final int MAX_OF_A_SIZE = 256;

    /**
     * Where so many files have one size, as the parts of an archive or uncompressed pictures do, a size says nothing of a
     * content: then one is told only if its time or its name speak for it too.
     */
    static final int TELLING = 4;

    /** So many are looked at for one put. */
    private static final int MAX_LOOKS = 4;

    /** A file when it was met. The path is text, because in its parts it takes several times as much. */
    private record Met(String path, long modifiedMs) {
        boolean isNamed(String name) {
            return path.endsWith(name)
                    && (path.length() == name.length() || path.charAt(path.length() - name.length() - 1) == '/');
        }

        Met movedTo(String other) {
            return new Met(other, modifiedMs);
        }
    }

    /** By size, and of one size, in the order in which they were met. */
    private final Map<Long, List<Met>> met = new LinkedHashMap<>();

    private final int maxFiles;
    private final int maxChars;
    private int files;
    private int chars;

    FilesBySize() {
        this(DEFAULT_MAX_FILES, DEFAULT_MAX_CHARS);
    }

    FilesBySize(int maxFiles, int maxChars) {
        this.maxFiles = maxFiles;
        this.maxChars = maxChars;
    }

    void add(String path, long size, long modifiedMs) {
        if (size < MIN_BYTES) {
            return;
        }
        remove(path, size);
        List<Met> same = met.computeIfAbsent(size, any -> new ArrayList<>(1));
        if (same.size() == MAX_OF_A_SIZE) {
            forget(same.remove(0));
        }
        same.add(new Met(path, modifiedMs));
        files++;
        chars += path.length();
        forgetTheEldest();
    }

    private void forgetTheEldest() {
        Iterator<List<Met>> eldest = met.values().iterator();
        while (files > maxFiles || chars > maxChars) {
            eldest.next().forEach(this::forget);
            eldest.remove();
        }
    }

    void remove(String path, long size) {
        List<Met> same = met.get(size);
        if (same == null) {
            return;
        }
        same.removeIf(file -> {
            boolean found = file.path.equals(path);
            if (found) {
                forget(file);
            }
            return found;
        });
        if (same.isEmpty()) {
            met.remove(size);
        }
    }

    private void forget(Met file) {
        files--;
        chars -= file.path.length();
    }

    /** A file, or a folder with all that is in it, has another path now. */
    void move(RemotePath from, RemotePath to) {
        String old = from.toString();
        String below = old + "/";
        for (List<Met> same : met.values()) {
            same.replaceAll(file -> {
                if (!file.path.startsWith(below) && !file.path.equals(old)) {
                    return file;
                }
                Met moved = file.movedTo(to + file.path.substring(old.length()));
                chars += moved.path.length() - file.path.length();
                return moved;
            });
        }
        forgetTheEldest();
    }

    /**
     * The file that is most likely to have the content of one that is to be put: of those of its size the one with its time, as
     * a file has that was renamed before it was put again; else one with its name, as one has that stands in another folder;
     * else the one that was changed last.
     *
     * @param to where it is to be put; never what is told
     * @param modifiedMs its time, if that is known
     */
    Optional<Path> find(Home home, RemotePath to, long size, OptionalLong modifiedMs) {
        List<Met> likely = new ArrayList<>(met.getOrDefault(size, List.of()));
        likely.removeIf(file -> file.path.equals(to.toString()));
        if (likely.size() > TELLING) {
            likely.removeIf(file -> !hasTime(file, modifiedMs) && !file.isNamed(to.name()));
        }
        likely.sort(Comparator.<Met, Boolean>comparing(file -> hasTime(file, modifiedMs))
                .thenComparing(file -> file.isNamed(to.name()))
                .thenComparing(Met::modifiedMs)
                .reversed());
        for (Met file : likely.subList(0, Math.min(likely.size(), MAX_LOOKS))) {
            try {
                Home.Standing there = home.standing(RemotePath.parse(file.path));
                if (there.entry().size() == size) {
                    return Optional.of(there.file());
                }
            } catch (RefusedException | BadPathException | IOException e) {
                // no file any more, or none that a get would give: it is no hint either
            }
            remove(file.path, size);
        }
        return Optional.empty();
    }

    private static boolean hasTime(Met file, OptionalLong modifiedMs) {
        return modifiedMs.isPresent() && modifiedMs.getAsLong() == file.modifiedMs;
    }

    /** How many are remembered. */
    int count() {
        return files;
    }
}
