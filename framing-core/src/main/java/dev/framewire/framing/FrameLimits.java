package dev.framewire.framing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much of what a peer may send. Immutable and thread-safe; made once and shared.
 *
 * <p>Every limit that a received frame breaks gives a {@link FrameException} that carries the number met and the limit.
 * The writer keeps the same limits, before its first byte leaves.
 */
public final class FrameLimits {
    /** Default of {@link #maxHeaderBytes()}: 65,535, the largest header there is. */
    public static final int DEFAULT_MAX_HEADER_BYTES = FrameFormat.MAX_HEADER_BYTES;

    /** Default of {@link #maxBodyBytes()}: 1 TiB. */
    public static final long DEFAULT_MAX_BODY_BYTES = 1L << 40;

    /** Default of {@link #maxBodyInMemoryBytes()}: 8 MiB. */
    public static final int DEFAULT_MAX_BODY_IN_MEMORY_BYTES = 8 << 20;

    /** Default of {@link #maxDepth()}: 32. */
    public static final int DEFAULT_MAX_DEPTH = 32;

    /** Default of {@link #maxFields()}: 256. */
    public static final int DEFAULT_MAX_FIELDS = 256;

    /** Default of {@link #maxNameBytes()}: 256. */
    public static final int DEFAULT_MAX_NAME_BYTES = 256;

    /** Default of {@link #maxValueBytes()}: 16 KiB. */
    public static final int DEFAULT_MAX_VALUE_BYTES = 16 << 10;

    /** Default of {@link #maxDrainBytes()}: 1 MiB. */
    public static final long DEFAULT_MAX_DRAIN_BYTES = 1 << 20;

    /** Default of {@link #frameDeadline()}: 60 seconds. */
    public static final Duration DEFAULT_FRAME_DEADLINE = Duration.ofSeconds(60);

    /** Default of {@link #minBytesPerSecond()}: 1 KiB. */
    public static final long DEFAULT_MIN_BYTES_PER_SECOND = 1 << 10;

    /** The deepest nesting that {@link #maxDepth()} can be set to: the scanner calls itself once a level. */
    static final int DEEPEST = 64;

    private static final FrameLimits DEFAULTS = builder().build();

    private final int maxHeaderBytes;
    private final long maxBodyBytes;
    private final int maxBodyInMemoryBytes;
    private final int maxDepth;
    private final int maxFields;
    private final int maxNameBytes;
    private final int maxValueBytes;
    private final long maxDrainBytes;
    private final Duration frameDeadline;
    private final Duration idleTimeout;
    private final long minBytesPerSecond;
    private final @Nullable MemoryBudget headerBudget;

    private FrameLimits(Builder builder) {
        this.maxHeaderBytes = builder.maxHeaderBytes;
        this.maxBodyBytes = builder.maxBodyBytes;
        this.maxBodyInMemoryBytes = builder.maxBodyInMemoryBytes;
        this.maxDepth = builder.maxDepth;
        this.maxFields = builder.maxFields;
        this.maxNameBytes = builder.maxNameBytes;
        this.maxValueBytes = builder.maxValueBytes;
        this.maxDrainBytes = builder.maxDrainBytes;
        this.frameDeadline = builder.frameDeadline;
        this.idleTimeout = builder.idleTimeout;
        this.minBytesPerSecond = builder.minBytesPerSecond;
        this.headerBudget = builder.headerBudget;
    }

    /**
     * The limits that hold when none are given.
     *
     * @return the default limits
     */
    public static FrameLimits defaults() {
        return DEFAULTS;
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The longest header.
     *
     * @return bytes, 2 to 65,535
     */
    public int maxHeaderBytes() {
        return maxHeaderBytes;
    }

    /**
     * The longest body, streamed.
     *
     * @return bytes, 0 to 2^53-1
     */
    public long maxBodyBytes() {
        return maxBodyBytes;
    }

    /**
     * The longest body that {@link Frame#readBody} puts into one array.
     *
     * @return bytes, 0 to 2^31-9
     */
    public int maxBodyInMemoryBytes() {
        return maxBodyInMemoryBytes;
    }

    /**
     * How deep objects and arrays of a header may nest; the header itself is the first level.
     *
     * @return levels, 1 to 64
     */
    public int maxDepth() {
        return maxDepth;
    }

    /**
     * How many members all the objects of a header may have together.
     *
     * @return members, 1 to 16,384
     */
    public int maxFields() {
        return maxFields;
    }

    /**
     * The longest name in a header, as it stands between its quotes.
     *
     * @return bytes, 1 to 65,535
     */
    public int maxNameBytes() {
        return maxNameBytes;
    }

    /**
     * The longest string value in a header, as it stands between its quotes.
     *
     * @return bytes, 0 to 65,535
     */
    public int maxValueBytes() {
        return maxValueBytes;
    }

    /**
     * The most bytes of an unread body that are read and thrown away to reach the next frame.
     *
     * @return bytes, 0 to 2^53-1
     */
    public long maxDrainBytes() {
        return maxDrainBytes;
    }

    /**
     * How long we wait for the peer in the course of one frame, before the credit of {@link #minBytesPerSecond()}. Only
     * time spent waiting counts, not the caller's own. Enforced where a {@link Watchdog} is given.
     *
     * @return more than zero
     */
    public Duration frameDeadline() {
        return frameDeadline;
    }

    /**
     * How long we wait for the first byte of the next frame. Enforced where a {@link Watchdog} is given.
     *
     * @return the time, or zero: for ever
     */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /**
     * The rate below which a peer is too slow. Each byte that arrived (or left) adds its share of a second to the
     * {@link #frameDeadline()}; a length that was merely announced adds nothing.
     *
     * @return bytes a second, 1 or more
     */
    public long minBytesPerSecond() {
        return minBytesPerSecond;
    }

    /** What headers of this and other connections share; none by default. */
    @Nullable MemoryBudget headerBudget() {
        return headerBudget;
    }

    /** Collects limits. Not thread-safe. */
    public static final class Builder {
        private int maxHeaderBytes = DEFAULT_MAX_HEADER_BYTES;
        private long maxBodyBytes = DEFAULT_MAX_BODY_BYTES;
        private int maxBodyInMemoryBytes = DEFAULT_MAX_BODY_IN_MEMORY_BYTES;
        private int maxDepth = DEFAULT_MAX_DEPTH;
        private int maxFields = DEFAULT_MAX_FIELDS;
        private int maxNameBytes = DEFAULT_MAX_NAME_BYTES;
        private int maxValueBytes = DEFAULT_MAX_VALUE_BYTES;
        private long maxDrainBytes = DEFAULT_MAX_DRAIN_BYTES;
        private Duration frameDeadline = DEFAULT_FRAME_DEADLINE;
        private Duration idleTimeout = Duration.ZERO;
        private long minBytesPerSecond = DEFAULT_MIN_BYTES_PER_SECOND;
        private @Nullable MemoryBudget headerBudget;

        private Builder() {}

        /**
         * Sets {@link FrameLimits#maxHeaderBytes()}.
         *
         * @param bytes 2 to 65,535
         * @return this
         */
        public Builder maxHeaderBytes(int bytes) {
            maxHeaderBytes = (int) within("maxHeaderBytes", bytes, 2, FrameFormat.MAX_HEADER_BYTES);
            return this;
        }

        /**
         * Sets {@link FrameLimits#maxBodyBytes()}.
         *
         * @param bytes 0 to 2^53-1
         * @return this
         */
        public Builder maxBodyBytes(long bytes) {
            maxBodyBytes = within("maxBodyBytes", bytes, 0, FrameFormat.MAX_BODY_BYTES);
            return this;
        }

        /**
         * Sets {@link FrameLimits#maxBodyInMemoryBytes()}.
         *
         * @param bytes 0 to 2^31-9
         * @return this
         */
        public Builder maxBodyInMemoryBytes(int bytes) {
            maxBodyInMemoryBytes = (int) within("maxBodyInMemoryBytes", bytes, 0, Integer.MAX_VALUE - 8);
            return this;
        }

        /**
         * Sets {@link FrameLimits#maxDepth()}.
         *
         * @param levels 1 to 64
         * @return this
         */
        public Builder maxDepth(int levels) {
            maxDepth = (int) within("maxDepth", levels, 1, DEEPEST);
            return this;
        }

        /**
         * Sets {@link FrameLimits#maxFields()}.
         *
         * @param members 1 to 16,384
         * @return this
         */
        public Builder maxFields(int members) {
            maxFields = (int) within("maxFields", members, 1, 16_384);
            return this;
        }

        /**
         * Sets {@link FrameLimits#maxNameBytes()}.
         *
         * @param bytes 1 to 65,535
         * @return this
         */
        public Builder maxNameBytes(int bytes) {
            maxNameBytes = (int) within("maxNameBytes", bytes, 1, FrameFormat.MAX_HEADER_BYTES);
            return this;
        }

        /**
         * Sets {@link FrameLimits#maxValueBytes()}.
         *
         * @param bytes 0 to 65,535
         * @return this
         */
        public Builder maxValueBytes(int bytes) {
            maxValueBytes = (int) within("maxValueBytes", bytes, 0, FrameFormat.MAX_HEADER_BYTES);
            return this;
        }

        /**
         * Sets {@link FrameLimits#maxDrainBytes()}.
         *
         * @param bytes 0 to 2^53-1
         * @return this
         */
        public Builder maxDrainBytes(long bytes) {
            maxDrainBytes = within("maxDrainBytes", bytes, 0, FrameFormat.MAX_BODY_BYTES);
            return this;
        }

        /**
         * Sets {@link FrameLimits#frameDeadline()}.
         *
         * @param time more than zero
         * @return this
         */
        public Builder frameDeadline(Duration time) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("frameDeadline is not positive: " + time);
            }
            frameDeadline = time;
            return this;
        }

        /**
         * Sets {@link FrameLimits#idleTimeout()}.
         *
         * @param time zero (for ever) or more
         * @return this
         */
        public Builder idleTimeout(Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("idleTimeout is negative: " + time);
            }
            idleTimeout = time;
            return this;
        }

        /**
         * Sets {@link FrameLimits#minBytesPerSecond()}.
         *
         * @param rate 1 or more
         * @return this
         */
        public Builder minBytesPerSecond(long rate) {
            minBytesPerSecond = within("minBytesPerSecond", rate, 1, Long.MAX_VALUE);
            return this;
        }

        /**
         * Makes all the readers and decoders with these limits share a budget for the headers they are reading. By
         * default each may hold {@link FrameLimits#maxHeaderBytes()}.
         *
         * @param budget the same object in the limits of every connection that shares it
         * @return this
         */
        public Builder headerBudget(MemoryBudget budget) {
            headerBudget = budget;
            return this;
        }

        /**
         * The limits collected so far.
         *
         * @return immutable limits
         */
        public FrameLimits build() {
            return new FrameLimits(this);
        }

        private static long within(String name, long value, long min, long max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(name + " is not in " + min + ".." + max + ": " + value);
            }
            return value;
        }
    }
}
