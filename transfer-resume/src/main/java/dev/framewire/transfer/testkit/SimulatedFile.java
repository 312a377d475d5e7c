package dev.framewire.transfer.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final int PAGE = SimulatedDisk.PAGE_BYTES;
    private static final int SECTORS = PAGE / SimulatedDisk.SECTOR_BYTES;

    /** The forms of one page since the last force that saved it. */
    private static final class UnsavedPage {
        final List<byte[]> forms = new ArrayList<>();
        /** A force failed over it: the system thinks it clean, and no later force writes it, until it is written again. */
        boolean forsaken;
    }

    final long id;
    final boolean directory;
    private byte[] live = new byte[0];
    private int liveSize;
    private byte[] stable = new byte[0];
    private int stableSize;
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
        twin.live = live.clone();
        twin.liveSize = liveSize;
        twin.stable = stable.clone();
        twin.stableSize = stableSize;
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
        return liveSize;
    }

    int read(ByteBuffer target, long position, int most) {
        if (position >= liveSize) {
            return -1;
        }
        int length = (int) Math.min(Math.min(target.remaining(), most), liveSize - position);
        target.put(live, (int) position, length);
        return length;
    }

    void write(ByteBuffer source, long position, int length, long now) {
        if (length == 0) {
            return;
        }
        int end = Math.toIntExact(position + length);
        live = grown(live, end);
        source.get(live, (int) position, length);
        setSize(Math.max(liveSize, end));
        if (end == liveSize) {
            sizeForsaken = false; // the last page will be written again, and the length with it
        }
        noteForms((int) position, end);
        modifiedNanos = now;
        changedNanos = now;
    }

    void truncate(long size, long now) {
        if (size >= liveSize) {
            return;
        }
        int from = (int) size;
        int end = liveSize;
        Arrays.fill(live, from, end, (byte) 0);
        setSize(from);
        noteForms(from, end);
        modifiedNanos = now;
        changedNanos = now;
    }

    void flipBit(long bit) {
        int index = Math.toIntExact(bit / 8);
        byte mask = (byte) (1 << (bit % 8));
        live[index] ^= mask;
        stable = grown(stable, liveSize);
        stable[index] ^= mask;
    }

    private void setSize(int size) {
        if (size != liveSize) {
            liveSize = size;
            unsavedSizes.add(size);
            sizeForsaken = false;
        }
    }

    private void noteForms(int from, int end) {
        for (int page = from / PAGE; page * PAGE < end; page++) {
            UnsavedPage known = unsaved.computeIfAbsent(page, p -> new UnsavedPage());
            known.forms.add(page(live, page));
            known.forsaken = false;
        }
    }

    void force() {
        unsaved.entrySet().removeIf(entry -> {
            if (entry.getValue().forsaken) {
                return false;
            }
            putPage(entry.getKey(), page(live, entry.getKey()));
            return true;
        });
        if (!sizeForsaken) {
            stableSize = liveSize;
            unsavedSizes.clear();
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
            if (torn < PAGE) {
                byte[] mixed = page(stable, entry.getKey());
                System.arraycopy(after, 0, mixed, 0, torn);
                after = mixed;
            }
            putPage(entry.getKey(), after);
        }
        if (!unsavedSizes.isEmpty()) {
            int survivor = chooser.survivor(unsavedSizes.size());
            stableSize = survivor == 0 ? stableSize : unsavedSizes.get(survivor - 1);
        }
        unsaved.clear();
        unsavedSizes.clear();
        sizeForsaken = false;
        stable = grown(stable, stableSize);
        // behind the end there is nothing, whatever pages had been written there
        Arrays.fill(stable, stableSize, stable.length, (byte) 0);
        live = stable.clone();
        liveSize = stableSize;
    }

    private void putPage(int page, byte[] content) {
        stable = grown(stable, (page + 1) * PAGE);
        System.arraycopy(content, 0, stable, page * PAGE, PAGE);
    }

    private static byte[] page(byte[] from, int page) {
        byte[] content = new byte[PAGE];
        int start = page * PAGE;
        if (start < from.length) {
            System.arraycopy(from, start, content, 0, Math.min(PAGE, from.length - start));
        }
        return content;
    }

    private static byte[] grown(byte[] content, int length) {
        // by doubling, in whole pages: a journal grows by small appends
        return content.length >= length
                ? content
                : Arrays.copyOf(content, Math.max((length + PAGE - 1) / PAGE * PAGE, content.length * 2));
    }
}
