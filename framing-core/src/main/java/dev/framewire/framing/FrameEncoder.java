package dev.framewire.framing;

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
        int headerLength = header.byteLength();
        if (headerLength > FrameFormat.MAX_HEADER_BYTES) {
            throw new IllegalArgumentException("a header of " + headerLength + " bytes");
        }
        byte[] frame = new byte[Math.addExact(FrameFormat.PREFIX_BYTES + headerLength, body.length)];
        prefix(headerLength, body.length, frame, 0);
        header.copyTo(frame, FrameFormat.PREFIX_BYTES);
        System.arraycopy(body, 0, frame, FrameFormat.PREFIX_BYTES + headerLength, body.length);
        return frame;
    }

    /**
     * The bytes in front of a body: the two lengths and the header.
     *
     * @param header the header
     * @param bodyLength the length of the body that follows, 0 to 2^53-1
     * @return its bytes
     * @throws IllegalArgumentException if header or body are longer than the format allows
     */
    public static byte[] encodeHead(HeaderBytes header, long bodyLength) {
        if (bodyLength < 0 || bodyLength > FrameFormat.MAX_BODY_BYTES) {
            throw new IllegalArgumentException("a body of " + bodyLength + " bytes");
        }
        byte[] head = encode(header, new byte[0]);
        prefix(header.byteLength(), bodyLength, head, 0);
        return Arrays.copyOf(head, head.length);
    }

    /*
     *  0           4                     12
     *  | H: u32    | B: u64              |   big-endian
     */
    static void prefix(int headerLength, long bodyLength, byte[] out, int at) {
        for (int i = 0; i < 4; i++) {
            out[at + i] = (byte) (headerLength >>> 24 - 8 * i);
        }
        for (int i = 0; i < 8; i++) {
            out[at + 4 + i] = (byte) (bodyLength >>> 56 - 8 * i);
        }
    }
}
