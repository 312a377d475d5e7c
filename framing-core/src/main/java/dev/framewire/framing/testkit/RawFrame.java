package dev.framewire.framing.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A frame made by hand, right or wrong: any prefix, any header bytes, any claim about their lengths. Our writer refuses to
 * write most of them; a receiver has to meet them all.
 *
 * <pre>{@code
 * byte[] bytes = RawFrame.of("{}").body(new byte[5]).claimBodyBytes(1L << 60).bytes();
 * }</pre>
 *
 * <p>Immutable; each method gives a changed copy. Arrays are copied in and out.
 */
public final class RawFrame {
    private final byte[] prefix;
    private final byte[] header;
    private final byte[] body;

    private RawFrame(byte[] prefix, byte[] header, byte[] body) {
        this.prefix = prefix;
        this.header = header;
        this.body = body;
    }

    /**
     * A native frame with this header, whatever it is, no body, and lengths that are right.
     *
     * @param header text, sent as UTF-8
     * @return the frame
     */
    public static RawFrame of(String header) {
        return of(header.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A native frame with these header bytes, whatever they are, no body, and lengths that are right.
     *
     * @param header any bytes
     * @return the frame
     */
    public static RawFrame of(byte[] header) {
        return new RawFrame(lengths(header.length, 0), header.clone(), new byte[0]);
    }

    /**
     * The same frame with another body, and a length that is right.
     *
     * @param body any bytes
     * @return the changed copy
     */
    public RawFrame body(byte[] body) {
        return new RawFrame(lengths(header.length, body.length), header, body.clone());
    }

    /**
     * The same bytes behind a header length that need not be right.
     *
     * @param bytes 0 to 2^32-1
     * @return the changed copy
     * @throws IllegalArgumentException if it does not fit into 32 bits
     * @throws IllegalStateException if {@link #prefix(byte...)} has made the prefix shorter than 4 bytes
     */
    public RawFrame claimHeaderBytes(long bytes) {
        if (bytes < 0 || bytes > 0xffff_ffffL) {
            throw new IllegalArgumentException("not an unsigned 32-bit number: " + bytes);
        }
        byte[] changed = prefixOfAtLeast(4);
        ByteBuffer.wrap(changed).putInt(0, (int) bytes);
        return new RawFrame(changed, header, body);
    }

    /**
     * The same bytes behind a body length that need not be right.
     *
     * @param bytes any 64 bits
     * @return the changed copy
     * @throws IllegalStateException if {@link #prefix(byte...)} has made the prefix shorter than 12 bytes
     */
    public RawFrame claimBodyBytes(long bytes) {
        byte[] changed = prefixOfAtLeast(12);
        ByteBuffer.wrap(changed).putLong(4, bytes);
        return new RawFrame(changed, header, body);
    }

    /**
     * The same header and body behind any other bytes: another format, another protocol, nothing.
     *
     * @param prefix any bytes
     * @return the changed copy
     */
    public RawFrame prefix(byte... prefix) {
        return new RawFrame(prefix.clone(), header, body);
    }

    /**
     * What goes over the wire.
     *
     * @return a new array: prefix, header, body
     */
    public byte[] bytes() {
        return join(prefix, header, body);
    }

    /**
     * Several pieces stuck together, as a stream carries them.
     *
     * @param parts in their order
     * @return a new array
     */
    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private byte[] prefixOfAtLeast(int bytes) {
        if (prefix.length < bytes) {
            throw new IllegalStateException("the prefix has only " + prefix.length + " bytes");
        }
        return prefix.clone();
    }

    private static byte[] lengths(int headerBytes, long bodyBytes) {
        return ByteBuffer.allocate(12).putInt(headerBytes).putLong(bodyBytes).array();
    }
}
