package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Frames as bytes, without a stream. */
public final class FrameEncoder {
    private FrameEncoder() {}

    /**
     * A whole native frame.
     *
     * @param header the header
     * @param body the body
     * @return its bytes
     * @throws IllegalArgumentException if header or body are longer than the format allows
     */
    public static byte[] encode(HeaderBytes header, byte[] body) {
        return encode(FrameFormat.nativeFormat(), header, body);
    }

    /**
     * A whole frame.
     *
     * @param format the format
     * @param header the header, {@link Header#none()} where the format has none
     * @param body the body
     * @return its bytes
     * @throws IllegalArgumentException if the format cannot carry it
     */
    public static byte[] encode(FrameFormat format, HeaderBytes header, byte[] body) {
        byte[] frame = new byte[Math.addExact(mostBytes(format, header), body.length)];
        int head = head(format, header, body.length, frame, 0);
        System.arraycopy(body, 0, frame, head, body.length);
        return Arrays.copyOf(frame, head + body.length);
    }

    /**
     * A whole frame into a buffer.
     *
     * @param format the format
     * @param header the header, {@link Header#none()} where the format has none
     * @param body the body, from its position to its limit
     * @param out where the frame goes, at its position
     * @throws IllegalArgumentException if the format cannot carry it
     * @throws BufferOverflowException if there is no room; both buffers are then as before
     */
    public static void encode(FrameFormat format, HeaderBytes header, ByteBuffer body, ByteBuffer out) {
        int most = mostBytes(format, header);
        if (out.hasArray() && out.remaining() >= (long) most + body.remaining()) {
            int head = head(format, header, body.remaining(), out.array(), out.arrayOffset() + out.position());
            out.position(out.position() + head).put(body);
            return;
        }
        byte[] start = new byte[most];
        int head = head(format, header, body.remaining(), start, 0);
        if (out.remaining() < (long) head + body.remaining()) {
            throw new BufferOverflowException();
        }
        out.put(start, 0, head).put(body);
    }

    /**
     * The bytes in front of a body: the two lengths and the header, in the native format.
     *
     * @param header the header
     * @param bodyLength the length of the body that follows, 0 to 2^53-1
     * @return its bytes
     * @throws IllegalArgumentException if header or body are longer than the format allows
     */
    public static byte[] encodeHead(HeaderBytes header, long bodyLength) {
        byte[] head = new byte[mostBytes(FrameFormat.nativeFormat(), header)];
        return Arrays.copyOf(head, head(FrameFormat.nativeFormat(), header, bodyLength, head, 0));
    }

    /** Room enough for everything in front of the body. */
    static int mostBytes(FrameFormat format, HeaderBytes header) {
        // the body's length as a field: a comma, the name, 16 digits
        int field =
                format.carriesBodyLength() ? 1 + format.bodyLengthKeys().get(0).encoded().length + 16 : 0;
        return Prefix.MAX_BYTES + header.byteLength() + field;
    }

    /** Writes the lengths and the header; answers how many bytes. */
    static int head(FrameFormat format, HeaderBytes header, long bodyLength, byte[] out, int at) {
        int length = header.byteLength();
        Prefix lengths = format.prefix();
        if (bodyLength < 0 || bodyLength > lengths.maxBodyBytes()) {
            throw new IllegalArgumentException(
                    "a body of " + bodyLength + " bytes, the format's limit is " + lengths.maxBodyBytes());
        }
        if (format.hasHeader() != (length > 0)) {
            throw new IllegalArgumentException(
                    format.hasHeader() ? "a frame without a header" : "a header, in a format without: " + format);
        }
        byte[] field = format.carriesBodyLength() ? lengthField(format, header, bodyLength) : NOTHING;
        int total = field.length == 0 ? length : length + field.length - 1;
        if (total > FrameFormat.MAX_HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "a header of " + total + " bytes, the limit is " + FrameFormat.MAX_HEADER_BYTES);
        }
        int prefix = lengths.put(total, bodyLength, out, at);
        header.copyTo(out, at + prefix);
        if (field.length > 0) {
            System.arraycopy(field, 0, out, at + prefix + length - 1, field.length);
        }
        return prefix + total;
    }

    private static final byte[] NOTHING = {};

    /** What replaces the header's closing brace: the body's length, where the caller has not put it in. */
    private static byte[] lengthField(FrameFormat format, HeaderBytes header, long bodyLength) {
        HeaderView view = header instanceof HeaderView received
                ? received
                : header instanceof HeaderBuilder builder ? builder.build().view() : ((Header) header).view();
        HeaderKey found = null;
        for (HeaderKey key : format.bodyLengthKeys()) {
            if (view.mentions(key)) {
                if (found != null) {
                    throw new IllegalArgumentException("two body lengths: " + found.name() + " and " + key.name());
                }
                found = key;
                requireLength(view, key, bodyLength);
            }
        }
        if (found != null) {
            return NOTHING;
        }
        HeaderKey key = format.bodyLengthKeys().get(0);
        String json = (view.fieldCount() > 0 ? "," : "")
                + new String(key.encoded(), StandardCharsets.UTF_8)
                + bodyLength + "}";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static void requireLength(HeaderView view, HeaderKey key, long bodyLength) {
        try {
            if (view.getLong(key) == bodyLength) {
                return;
            }
        } catch (FrameException e) {
            if (e.kind() != Kind.FIELD) {
                throw new IllegalArgumentException(e);
            }
        }
        throw new IllegalArgumentException(
                "the header says another body length in \"" + key.name() + "\" than " + bodyLength);
    }
}
