package dev.framewire.framing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A header to keep: the bytes of one JSON object, known to be valid. Immutable and thread-safe. */
public final class Header implements HeaderBytes {
    private static final Header NONE = new Header(new byte[0]);

    private final byte[] bytes;

    Header(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Starts a header.
     *
     * @return a builder without fields
     */
    public static HeaderBuilder builder() {
        return new HeaderBuilder();
    }

    /**
     * No header at all, for the formats whose frames have none.
     *
     * @return a header of 0 bytes, which the native and the header-carried formats refuse
     */
    public static Header none() {
        return NONE;
    }

    /**
     * Takes bytes from elsewhere as a header, as strictly as a received one, with the default limits.
     *
     * @param utf8 one JSON object
     * @return the header, of a copy of the bytes
     * @throws FrameException if the bytes are not a header
     */
    public static Header parse(byte[] utf8) throws FrameException {
        byte[] copy = utf8.clone();
        if (copy.length > FrameFormat.MAX_HEADER_BYTES) {
            throw new FrameLimitException(
                    Problem.of(FrameException.Kind.HEADER_TOO_LARGE, FrameException.Stage.HEADER, "Unsupported header")
                            .numbers(copy.length, FrameFormat.MAX_HEADER_BYTES));
        }
        new HeaderView(FrameLimits.defaults()).scan(copy);
        return new Header(copy);
    }

    /**
     * Reads the fields.
     *
     * @return a view of this header
     */
    public HeaderView view() {
        HeaderView view = new HeaderView(UNLIMITED);
        try {
            view.scan(bytes);
        } catch (BadHeaderException e) {
            throw new IllegalStateException("a header that was valid", e);
        }
        return view;
    }

    /** Whether some header may have a field of that value; it says so before the value is in one. */
    static void requireValue(byte[] json) {
        byte[] start = {'{', '"', '"', ':'};
        byte[] header = Arrays.copyOf(start, start.length + json.length + 1);
        System.arraycopy(json, 0, header, start.length, json.length);
        header[header.length - 1] = '}';
        try {
            new HeaderView(UNLIMITED).scan(header);
        } catch (BadHeaderException e) {
            throw new IllegalArgumentException("a value that no header may hold: " + e.getMessage(), e);
        }
    }

    // a header that we built ourselves may be larger than what we would take from a peer
    private static final FrameLimits UNLIMITED = FrameLimits.builder()
            .maxDepth(FrameLimits.DEEPEST)
            .maxFields(16_384)
            .maxNameBytes(FrameFormat.MAX_HEADER_BYTES)
            .maxValueBytes(FrameFormat.MAX_HEADER_BYTES)
            .build();

    @Override
    public int byteLength() {
        return bytes.length;
    }

    @Override
    public void copyTo(byte[] out, int at) {
        System.arraycopy(bytes, 0, out, at, bytes.length);
    }

    /** The JSON text: header fields are not secrets, and whoever puts one in a log has asked for it. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
