package dev.framewire.transfer.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of one file, twice: as programs see it, and as it would be after a loss of power.
 *
 * <pre>
 *   live     what reads return
 *   stable   what the last successful force saved
 *   unsaved  for each page written since then: every form it had, oldest first; any of them may be what the disk holds
 * </pre>
 */
final class SimulatedFile {
    private static final int SECTORS = Pages.BYTES / SimulatedDisk.SECTOR_BYTES;

    /** The forms of one page since the last force that saved it. */
    private static final class UnsavedPage {
        final List<byte[]> forms = new ArrayList<>(4);
        /** A force failed over it: the system thinks it clean, and no later force writes it, until it is written again. */
        boolean forsaken;
    }

    final long id;
    final boolean directory;
    private Pages live = new Pages();
    private Pages stable = new Pages();
    private final TreeMap<Integer, UnsavedPage> unsaved = new TreeMap<>();
    private final List<Integer> unsavedSizes = new ArrayList<>();
    private boolean sizeForsaken;
    long modifiedNanos;
    long changedNanos;
    boolean locked;

    SimulatedFile(long id, boolean directory, long now) {
        this.id = id;
        this.directory = directory;
        this.modifiedNanos = now;
        this.changedNanos = now;
    }

    SimulatedFile copy() {
        SimulatedFile twin = new SimulatedFile(id, directory, modifiedNanos);
        twin.changedNanos = changedNanos;
        twin.live = live.copy();
        twin.stable = stable.copy();
        for (Map.Entry<Integer, UnsavedPage> entry : unsaved.entrySet()) {
            UnsavedPage page = new UnsavedPage();
            page.forms.addAll(entry.getValue().forms); // a form is never changed after it was made
            page.forsaken = entry.getValue().forsaken;
            twin.unsaved.put(entry.getKey(), page);
        }
        twin.unsavedSizes.addAll(unsavedSizes);
        twin.sizeForsaken = sizeForsaken;
        return twin;
    }

    int size() {
        return live.size();
    }

    int read(ByteBuffer target, long position, int most) {
        return live.read(target, position, most);
    }

    void write(ByteBuffer source, long position, int length, long now) {
        if (length == 0) {
            return;
        }
        int end = Math.toIntExact(position + length);
        live.write(source, (int) position, length);
        if (end > live.size()) {
            live.grow(end);
            noteSize();
        }
        if (end == live.size()) {
            sizeForsaken = false; // the last page will be written again, and the length with it
        }
        noteForms((int) position, end);
        modifiedNanos = now;
        changedNanos = now;
    }

    void truncate(long size, long now) {
        if (size >= live.size()) {
            return;
        }
        int end = live.size();
        live.cut((int) size);
        noteSize();
        noteForms((int) size, end);
        modifiedNanos = now;
        changedNanos = now;
    }

    void flipBit(long bit) {
        live.flipBit(bit);
        stable.flipBit(bit);
    }

    private void noteSize() {
        unsavedSizes.add(live.size());
        sizeForsaken = false;
    }

    private void noteForms(int from, int end) {
        for (int page = from / Pages.BYTES; page * Pages.BYTES < end; page++) {
            UnsavedPage known = unsaved.computeIfAbsent(page, p -> new UnsavedPage());
            known.forms.add(live.page(page));
            known.forsaken = false;
        }
    }

    void force() {
        int end = 0;
        for (Iterator<Map.Entry<Integer, UnsavedPage>> pages =
                        unsaved.entrySet().iterator();
                pages.hasNext(); ) {
            Map.Entry<Integer, UnsavedPage> page = pages.next();
            if (!page.getValue().forsaken) {
                stable.put(page.getKey(), live.page(page.getKey()));
                pages.remove();
                end = Math.min(live.size(), (page.getKey() + 1) * Pages.BYTES);
            }
        }
        if (!sizeForsaken) {
            stable.grow(live.size());
            unsavedSizes.clear();
        } else if (end > stable.size()) {
            stable.grow(end); // whoever saves a page saves a length that reaches over it
            unsavedSizes.replaceAll(size -> Math.max(size, stable.size()));
        }
    }

    void failForce() {
        unsaved.values().forEach(page -> page.forsaken = true);
        sizeForsaken = !unsavedSizes.isEmpty();
    }

    void describeUnsynced(String name, List<String> into) {
        unsaved.forEach((page, forms) -> into.add(name + " page " + page));
        if (!unsavedSizes.isEmpty()) {
            into.add(name + " length");
        }
    }

    /** Loses what the chooser takes. What survives is as if forced. */
    void crash(Loss.Chooser chooser) {
        for (Map.Entry<Integer, UnsavedPage> entry : unsaved.entrySet()) {
            List<byte[]> forms = entry.getValue().forms;
            int survivor = chooser.survivor(forms.size());
            if (survivor == 0) {
                continue;
            }
            byte[] after = forms.get(survivor - 1);
            int torn = chooser.tornAt(SECTORS) * SimulatedDisk.SECTOR_BYTES;
            if (torn < Pages.BYTES) {
                byte[] mixed = stable.page(entry.getKey()).clone();
                System.arraycopy(after, 0, mixed, 0, torn);
                after = mixed;
            }
            stable.put(entry.getKey(), after);
        }
        int size = stable.size();
        if (!unsavedSizes.isEmpty()) {
            int survivor = chooser.survivor(unsavedSizes.size());
            size = survivor == 0 ? size : unsavedSizes.get(survivor - 1);
        }
        unsaved.clear();
        unsavedSizes.clear();
        sizeForsaken = false;
        stable.cut(size); // behind the end there is nothing, whatever pages had been written there
        live = stable.copy();
    }
}
