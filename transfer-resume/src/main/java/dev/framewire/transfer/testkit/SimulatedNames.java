package dev.framewire.transfer.testkit;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The names of a disk, twice: as programs see them, and as they would be after a loss of power, with the changes in between
 * in their order. A change happens whole or not at all.
 */
final class SimulatedNames {
    /** One change: {@code removed}, {@code added} or both are there. */
    private record Change(Optional<Path> removed, Optional<Path> added, SimulatedFile file) {
        boolean touches(Path directory) {
            return removed.map(Path::getParent).filter(directory::equals).isPresent()
                    || added.map(Path::getParent).filter(directory::equals).isPresent();
        }

        boolean sharesNameWith(Change other) {
            return names(removed, other) || names(added, other);
        }

        private static boolean names(Optional<Path> name, Change other) {
            return name.isPresent() && (name.equals(other.removed) || name.equals(other.added));
        }

        void apply(Map<Path, SimulatedFile> names) {
            removed.ifPresent(names::remove);
            added.ifPresent(name -> names.put(name, file));
        }
    }

    private Map<Path, SimulatedFile> live = new HashMap<>();
    private final Map<Path, SimulatedFile> stable = new HashMap<>();
    private final List<Change> unsaved = new ArrayList<>();

    /** The same names of copied files; {@code copyOf} answers one copy a file, however often it is asked. */
    SimulatedNames copy(UnaryOperator<SimulatedFile> copyOf) {
        SimulatedNames twin = new SimulatedNames();
        live.forEach((name, file) -> twin.live.put(name, copyOf.apply(file)));
        stable.forEach((name, file) -> twin.stable.put(name, copyOf.apply(file)));
        for (Change change : unsaved) {
            twin.unsaved.add(new Change(change.removed, change.added, copyOf.apply(change.file)));
        }
        return twin;
    }

    Optional<SimulatedFile> find(Path name) {
        return Optional.ofNullable(live.get(name));
    }

    SimulatedFile existing(Path name) throws NoSuchFileException {
        SimulatedFile file = live.get(name);
        if (file == null) {
            throw new NoSuchFileException(name.toString());
        }
        return file;
    }

    boolean contains(Path name) {
        return live.containsKey(name);
    }

    /** The directory that a new name goes into must be there. Those directly below the root always are. */
    void requireDirectoryOf(Path name) throws NoSuchFileException {
        Path parent = name.getParent();
        if (parent != null && parent.getParent() != null && !live.containsKey(parent)) {
            throw new NoSuchFileException(parent.toString());
        }
    }

    List<Path> list(Path directory) {
        return live.keySet().stream()
                .filter(name -> directory.equals(name.getParent()))
                .sorted()
                .toList();
    }

    void add(Path name, SimulatedFile file) {
        change(Optional.empty(), Optional.of(name), file);
    }

    void remove(Path name, SimulatedFile file) {
        change(Optional.of(name), Optional.empty(), file);
    }

    void rename(Path from, Path to, SimulatedFile file) {
        change(Optional.of(from), Optional.of(to), file);
    }

    private void change(Optional<Path> removed, Optional<Path> added, SimulatedFile file) {
        Change change = new Change(removed, added, file);
        change.apply(live);
        unsaved.add(change);
    }

    void force(Path directory) {
        boolean[] saved = new boolean[unsaved.size()];
        for (int i = 0; i < saved.length; i++) {
            saved[i] = unsaved.get(i).touches(directory);
        }
        withEarlierOnes(saved);
        List<Change> left = new ArrayList<>();
        for (int i = 0; i < saved.length; i++) {
            if (saved[i]) {
                unsaved.get(i).apply(stable);
            } else {
                left.add(unsaved.get(i));
            }
        }
        unsaved.clear();
        unsaved.addAll(left);
    }

    /** Earlier changes of the same names go with the later ones: no file system saves the later one alone. */
    private void withEarlierOnes(boolean[] saved) {
        for (int i = saved.length - 2; i >= 0; i--) {
            for (int later = i + 1; later < saved.length && !saved[i]; later++) {
                saved[i] = saved[later] && unsaved.get(i).sharesNameWith(unsaved.get(later));
            }
        }
    }

    void losePower(Loss.Chooser chooser) {
        boolean[] saved = new boolean[unsaved.size()];
        for (int i = 0; i < saved.length; i++) {
            saved[i] = chooser.survivor(1) == 1;
        }
        withEarlierOnes(saved);
        for (int i = 0; i < saved.length; i++) {
            if (saved[i]) {
                unsaved.get(i).apply(stable);
            }
        }
        unsaved.clear();
        // a name below a directory that was lost is lost with it
        stable.keySet().removeIf(name -> !reachable(name));
        live = new HashMap<>(stable);
    }

    private boolean reachable(Path name) {
        for (Path above = name.getParent(); above != null && above.getParent() != null; above = above.getParent()) {
            if (!stable.containsKey(above)) {
                return false;
            }
        }
        return true;
    }

    /** All files that a name leads to, now or after a crash, oldest first. */
    TreeMap<Long, SimulatedFile> files() {
        TreeMap<Long, SimulatedFile> files = new TreeMap<>();
        live.values().forEach(file -> files.put(file.id, file));
        stable.values().forEach(file -> files.put(file.id, file));
        unsaved.forEach(change -> files.put(change.file.id, change.file));
        return files;
    }

    void describeUnsaved(List<String> into) {
        for (Change change : unsaved) {
            into.add("name " + change.removed.map(Path::toString).orElse("") + " -> "
                    + change.added.map(Path::toString).orElse(""));
        }
    }
}
