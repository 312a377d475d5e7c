package dev.framewire.transfer.testkit;

import java.util.SplittableRandom;

/**
 * What of the unforced changes a crash takes away. The changes are numbered as {@link SimulatedDisk#unsynced()} lists them.
 *
 * @param kind how to choose
 * @param value the mask of {@link Kind#MASK}, the seed of {@link Kind#SEEDED}; else 0
 */
public record Loss(Kind kind, long value) {
    /** How to choose. */
    public enum Kind {
        /** Nothing is lost: the process died, the machine did not ({@code kill -9}). The changes stay unforced. */
        PROCESS,
        /** Every unforced change is lost. */
        ALL,
        /** Power failed just after everything had reached the disk anyway. */
        KEPT,
        /** Change i is lost if bit i is set; changes from 64 on are kept. */
        MASK,
        /** Each change lost, kept, kept in an older form, or torn within a page, as the seed says. */
        SEEDED
    }

    /** The process dies, the machine does not. */
    public static Loss process() {
        return new Loss(Kind.PROCESS, 0);
    }

    /** Power fails and everything unforced is gone. */
    public static Loss all() {
        return new Loss(Kind.ALL, 0);
    }

    /** Power fails and everything unforced happens to be there. */
    public static Loss kept() {
        return new Loss(Kind.KEPT, 0);
    }

    /** Power fails and exactly the changes with a set bit are gone. */
    public static Loss mask(long lost) {
        return new Loss(Kind.MASK, lost);
    }

    /** Power fails and the seed decides. */
    public static Loss seeded(long seed) {
        return new Loss(Kind.SEEDED, seed);
    }

    /** The choices of one crash, in the order of the changes. */
    final class Chooser {
        private final SplittableRandom random = new SplittableRandom(value);
        private int next;

        /** Which of the forms 0 (forced) … newest survives. */
        int survivor(int newest) {
            int index = next++;
            return switch (kind) {
                case PROCESS, KEPT -> newest;
                case ALL -> 0;
                case MASK -> index < Long.SIZE && (value >>> index & 1) != 0 ? 0 : newest;
                case SEEDED -> random.nextInt(newest + 1);
            };
        }

        /** The first sector of the page that did not make it; {@code sectors} when the page is whole. */
        int tornAt(int sectors) {
            return kind == Kind.SEEDED && random.nextInt(4) == 0 ? random.nextInt(sectors) : sectors;
        }
    }
}
