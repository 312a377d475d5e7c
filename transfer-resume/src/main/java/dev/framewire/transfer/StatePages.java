package dev.framewire.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tells page by page what is held. Where an old file is to be looked through, a page goes out as soon as its part of the file was
 * read: the sender compares it while the next one is read. Not thread-safe.
 */
final class StatePages {
    /** Says the page of chunks [first, first + count), and whether one follows. */
    interface Teller {
        void tell(int first, int count, boolean more) throws IOException;
    }

    private final HeldChunks held;
    private final Geometry geometry;
    private final ProgressMeter meter;
    private final long pageBytes;
    private final Teller teller;

    /** What is to be looked through; null if nothing is. */
    private @Nullable OldContent old;
    /** Chunks before this one were told. */
    private int told;
    /** The next one to be looked for in the old file; as many as there are: none. */
    private int toLook;

    private long lookedBytes;

    StatePages(HeldChunks held, Geometry geometry, ProgressMeter meter, long pageBytes, Teller teller) {
        this.held = held;
        this.geometry = geometry;
        this.meter = meter;
        this.pageBytes = pageBytes;
        this.teller = teller;
    }

    /** Tells everything, or begins to look through what there is to be looked through. */
    void begin(@Nullable OldContent toLookThrough) throws IOException {
        old = toLookThrough;
        if (toLookThrough != null) {
            meter.phase(Phase.VERIFYING);
        } else {
            toLook = geometry.chunks();
            tell();
        }
    }

    /** Whether the sender knows whether a chunk is held. */
    boolean told(int of) {
        return of < told;
    }

    /** Whether everything was looked at, and told. */
    boolean complete() {
        return toLook == geometry.chunks();
    }

    /** Looks at one chunk of the old file, and tells of what was looked at; false if there is nothing to look at. */
    boolean step() throws IOException {
        OldContent found = old;
        if (found == null || complete()) {
            return false;
        }
        if (found.hopeless()) {
            toLook = geometry.chunks(); // the rest is not looked at, and not held
        }
        int read = 0;
        while (read == 0 && toLook < geometry.chunks()) {
            int next = toLook++;
            if (held.inPart(next)) {
                continue;
            }
            read = found.look(next, at -> held.nextOutside(at + 1));
            if (found.claim(next) != null) {
                held.shared(next);
            }
        }
        lookedBytes += read;
        held.showWritten();
        meter.tick();
        if (lookedBytes >= pageBytes || complete()) {
            lookedBytes = 0;
            tell();
        }
        return true;
    }

    /** Says of all chunks that were looked at, and not told of, whether they are held. */
    private void tell() throws IOException {
        do {
            int count = Math.min(MessageCodec.PAGE_CHUNKS, toLook - told);
            teller.tell(told, count, told + count < geometry.chunks());
            told += count;
        } while (told < toLook);
        if (told == geometry.chunks()) {
            meter.phase(Phase.TRANSFERRING);
        }
    }
}
