package dev.framewire.framing;

import java.util.Arrays;

/**
 * Writes a header, field by field, in the order of the calls. Re-usable: {@link #clear} starts again without garbage.
 * Not thread-safe.
 */
public final class HeaderBuilder implements HeaderBytes {
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private byte[] bytes = new byte[256];
    private int length;
    private HeaderKey[] keys = new HeaderKey[8];
    private int keyCount;

    /** A builder of an empty header. */
    public HeaderBuilder() {
        bytes[0] = '{';
        length = 1;
    }

    /**
     * Forgets every field.
     *
     * @return this
     */
    public HeaderBuilder clear() {
        length = 1;
        Arrays.fill(keys, 0, keyCount, null);
        keyCount = 0;
        return this;
    }

    /**
     * Adds a string.
     *
     * @param key the name
     * @param value the string
     * @return this
     * @throws IllegalArgumentException if the name is there already, the string has a lone surrogate, or the header would
     *     exceed 65,535 bytes; the builder is as before
     */
    public HeaderBuilder put(HeaderKey key, String value) {
        int at = open(key, JsonText.quotedBound(value.length()));
        return close(key, JsonText.quote(value, bytes, at));
    }

    /**
     * Adds a whole number.
     *
     * @param key the name
     * @param value any long; peers in JavaScript read beyond 2^53 inexactly
     * @return this
     * @throws IllegalArgumentException if the name is there already, or the header would exceed 65,535 bytes
     */
    public HeaderBuilder put(HeaderKey key, long value) {
        int at = open(key, 20);
        int to = at + 20;
        int from = to;
        long rest = value;
        while (rest != (int) rest) {
            bytes[--from] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        }
        int small = (int) rest; // divided several times faster
        do {
            bytes[--from] = (byte) ('0' + Math.abs(small % 10));
            small /= 10;
        } while (small != 0);
        if (value < 0) {
            bytes[--from] = '-';
        }
        System.arraycopy(bytes, from, bytes, at, to - from);
        return close(key, at + to - from);
    }

    /**
     * Adds true or false.
     *
     * @param key the name
     * @param value which
     * @return this
     * @throws IllegalArgumentException if the name is there already, or the header would exceed 65,535 bytes
     */
    public HeaderBuilder put(HeaderKey key, boolean value) {
        return literal(key, value ? TRUE : FALSE);
    }

    /**
     * Adds a null.
     *
     * @param key the name
     * @return this
     * @throws IllegalArgumentException if the name is there already, or the header would exceed 65,535 bytes
     */
    public HeaderBuilder putNull(HeaderKey key) {
        return literal(key, NULL);
    }

    /**
     * Adds any value.
     *
     * @param key the name
     * @param value the value
     * @return this
     * @throws IllegalArgumentException if the name is there already, a string has a lone surrogate, or the header would
     *     exceed 65,535 bytes
     */
    public HeaderBuilder put(HeaderKey key, JsonValue value) {
        return literal(key, JacksonJson.write(value));
    }

    private HeaderBuilder literal(HeaderKey key, byte[] encoded) {
        int at = open(key, encoded.length);
        System.arraycopy(encoded, 0, bytes, at, encoded.length);
        return close(key, at + encoded.length);
    }

    /** Writes the name; answers where the value goes. Nothing counts until {@link #close}. */
    private int open(HeaderKey key, int valueBytes) {
        for (int i = 0; i < keyCount; i++) {
            if (keys[i].sameAs(key)) {
                throw new IllegalArgumentException("the name \"" + key.name() + "\" twice");
            }
        }
        byte[] name = key.encoded();
        long needed = (long) length + 1 + name.length + valueBytes + 1;
        if (needed > bytes.length) {
            // a string may need a sixth of its bound, so the limit itself is checked at the end
            bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(needed, 2L * bytes.length)));
        }
        int at = length;
        if (keyCount > 0) {
            bytes[at++] = ',';
        }
        System.arraycopy(name, 0, bytes, at, name.length);
        return at + name.length;
    }

    private HeaderBuilder close(HeaderKey key, int end) {
        if (end + 1 > FrameFormat.MAX_HEADER_BYTES) {
            throw new IllegalArgumentException("a header of " + (end + 1) + " bytes");
        }
        if (keyCount == keys.length) {
            keys = Arrays.copyOf(keys, 2 * keyCount);
        }
        keys[keyCount++] = key;
        length = end;
        return this;
    }

    /**
     * The header so far, for good.
     *
     * @return an immutable copy
     */
    public Header build() {
        return new Header(toByteArray());
    }

    @Override
    public int byteLength() {
        return length + 1;
    }

    @Override
    public void copyTo(byte[] out, int at) {
        System.arraycopy(bytes, 0, out, at, length);
        out[at + length] = '}';
    }
}
