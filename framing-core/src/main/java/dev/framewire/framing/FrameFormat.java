package dev.framewire.framing;

import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;

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

    private static final FrameFormat NATIVE = new FrameFormat(new NativePrefix(), List.of(), false);
    private static final FrameFormat PYTHON = new FrameFormat(new PythonPrefix(), List.of(), false);

    private final Prefix prefix;
    private final List<HeaderKey> bodyLengthKeys;
    private final boolean bodyOptional;
    private final boolean hasHeader;
    private final boolean carriesBodyLength;

    private FrameFormat(Prefix prefix, List<HeaderKey> bodyLengthKeys, boolean bodyOptional) {
        this.prefix = prefix;
        this.bodyLengthKeys = bodyLengthKeys;
        this.bodyOptional = bodyOptional;
        this.hasHeader = prefix instanceof NativePrefix || prefix instanceof LengthPrefix length && length.ofHeader();
        this.carriesBodyLength = !bodyLengthKeys.isEmpty();
    }

    /**
     * The library's own format, drawn above.
     *
     * @return the native format
     */
    public static FrameFormat nativeFormat() {
        return NATIVE;
    }

    /**
     * A 4-byte length, a JSON header of that length, and a body whose length stands in the header. In this format no
     * error is recoverable: who cannot read the header does not know where the next frame begins.
     *
     * <pre>
     *     Python                                      order
     *     struct.pack('&gt;I', len(h)) + h + body        BIG_ENDIAN
     *     struct.pack('i', len(h)) + h + body         LITTLE_ENDIAN, and {@link #withSignedLength()}
     * </pre>
     *
     * @param order of the length
     * @param bodyLengthNames the header fields that may carry the body's length, an integer of 0 to 2^53-1; a frame has
     *     exactly one of them. A writer puts the first one in, unless its caller did
     * @return the format
     * @throws IllegalArgumentException if no name is given
     */
    public static FrameFormat headerCarried(ByteOrder order, String... bodyLengthNames) {
        if (bodyLengthNames.length == 0) {
            throw new IllegalArgumentException("no name of a body length");
        }
        return new FrameFormat(
                new LengthPrefix(4, order, false, false, true),
                Stream.of(bodyLengthNames).map(HeaderKey::of).toList(),
                false);
    }

    /**
     * A length and that many bytes; no header. {@link Frame#header()} has no fields, and a writer is given
     * {@link Header#none()}.
     *
     * @param widthBytes of the length: 1, 2, 4 or 8
     * @param order of the length
     * @return the format, unsigned and not counting the length's own bytes
     * @throws IllegalArgumentException for another width
     */
    public static FrameFormat plain(int widthBytes, ByteOrder order) {
        if (widthBytes != 1 && widthBytes != 2 && widthBytes != 4 && widthBytes != 8) {
            throw new IllegalArgumentException("width is not 1, 2, 4 or 8: " + widthBytes);
        }
        return new FrameFormat(new LengthPrefix(widthBytes, order, false, false, false), List.of(), false);
    }

    /**
     * What {@code Connection.send_bytes} and {@code recv_bytes} of Python's {@code multiprocessing.connection} write and
     * read on a socket. Never let Python's {@code recv()} read what comes from a stranger: it unpickles.
     *
     * @return the format; frames have no header, as in {@link #plain}
     */
    public static FrameFormat pythonMultiprocessing() {
        return PYTHON;
    }

    /**
     * The same format with a signed length, as {@code struct.pack('i', n)} writes it: a negative one is corrupt.
     *
     * @return a header-carried or plain format
     * @throws IllegalStateException in the other formats
     */
    public FrameFormat withSignedLength() {
        LengthPrefix old = lengthPrefix();
        return with(new LengthPrefix(old.width(), old.order(), true, old.inclusive(), old.ofHeader()));
    }

    /**
     * The same format with a length that counts its own bytes too.
     *
     * @return a plain format
     * @throws IllegalStateException in the other formats
     */
    public FrameFormat withInclusiveLength() {
        LengthPrefix old = lengthPrefix();
        if (old.ofHeader()) {
            throw new IllegalStateException("not for " + this);
        }
        return with(new LengthPrefix(old.width(), old.order(), old.signed(), true, false));
    }

    /**
     * The same format, in which a header without a body length means: no body.
     *
     * @return a header-carried format
     * @throws IllegalStateException in the other formats
     */
    public FrameFormat withOptionalBody() {
        if (!carriesBodyLength) {
            throw new IllegalStateException("not for " + this);
        }
        return new FrameFormat(prefix, bodyLengthKeys, true);
    }

    private FrameFormat with(LengthPrefix other) {
        return new FrameFormat(other, bodyLengthKeys, bodyOptional);
    }

    private LengthPrefix lengthPrefix() {
        if (prefix instanceof LengthPrefix length) {
            return length;
        }
        throw new IllegalStateException("not for " + this);
    }

    Prefix prefix() {
        return prefix;
    }

    boolean hasHeader() {
        return hasHeader;
    }

    /** Whether the body's length stands in the header. */
    boolean carriesBodyLength() {
        return carriesBodyLength;
    }

    /** The names under which it may stand there; none in the other formats. */
    List<HeaderKey> bodyLengthKeys() {
        return bodyLengthKeys;
    }

    boolean bodyOptional() {
        return bodyOptional;
    }

    @Override
    public String toString() {
        return prefix + (carriesBodyLength ? ", body length in " + bodyLengthKeys : "");
    }
}
