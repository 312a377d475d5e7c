package dev.framewire.framing;

/**
 * How a stream is cut into frames. Immutable and thread-safe.
 *
 * <pre>
 *     0           4                     12              12+H            12+H+B
 *     +-----------+---------------------+---------------+---------------+
 *     | H: u32    | B: u64              | header, H     | body, B       |   big-endian
 *     +-----------+---------------------+---------------+---------------+
 * </pre>
 *
 * <p>Source: SPEC.md, "The frame".
 */
public final class FrameFormat {
    /** The longest header there is. Not 65,536: so bytes 0 and 1 of every frame are zero, and a peer in the other byte order is recognised. */
    public static final int MAX_HEADER_BYTES = 65_535;

    /** The longest body there is, 2^53-1: the largest integer that every JSON implementation reads exactly. */
    public static final long MAX_BODY_BYTES = (1L << 53) - 1;

    /** The shortest header: an empty object. */
    static final int MIN_HEADER_BYTES = 2;

    /** The two lengths at the start of a native frame. */
    static final int PREFIX_BYTES = 12;

    private static final FrameFormat NATIVE = new FrameFormat();

    private FrameFormat() {}

    /**
     * The library's own format, drawn above.
     *
     * @return the native format
     */
    public static FrameFormat nativeFormat() {
        return NATIVE;
    }

    @Override
    public String toString() {
        return "native";
    }
}
