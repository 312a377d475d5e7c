package dev.framewire.transfer;

/**
 * What one owner may leave unfinished in a {@link FileStore}. A put that begins a partial beyond it is refused with
 * {@code QUOTA} before its first byte, and the message says both numbers; one that goes on with its own partial, at no larger
 * size, never is. A partial counts from its beginning until it is published, dropped or expired, also beyond the death of the
 * process, and with the size that it will have. Those of other processes on the folder count as they stood when a limit was last
 * reached or the store was opened.
 *
 * @param maxPartialsPerOwner how many, 1 or more
 * @param maxPartialBytesPerOwner how many bytes they will have together when they are whole, 1 or more; one whose size nobody knows
 *     ({@link StreamSource}) counts as the most that it may have, 64 GiB
 */
public record OwnerLimits(int maxPartialsPerOwner, long maxPartialBytesPerOwner) {
    /** How many partials, unless it is said otherwise. */
    public static final int DEFAULT_MAX_PARTIALS_PER_OWNER = 1_024;
    /** How many bytes, unless it is said otherwise: so many of the largest files. */
    public static final long DEFAULT_MAX_PARTIAL_BYTES_PER_OWNER = DEFAULT_MAX_PARTIALS_PER_OWNER * Geometry.MAX_SIZE;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public OwnerLimits {
        if (maxPartialsPerOwner < 1 || maxPartialBytesPerOwner < 1) {
            throw new IllegalArgumentException(
                    "limits below 1: " + maxPartialsPerOwner + " partials, " + maxPartialBytesPerOwner + " bytes");
        }
    }

    /**
     * The defaults.
     *
     * @return both
     */
    public static OwnerLimits defaults() {
        return new OwnerLimits(DEFAULT_MAX_PARTIALS_PER_OWNER, DEFAULT_MAX_PARTIAL_BYTES_PER_OWNER);
    }
}
