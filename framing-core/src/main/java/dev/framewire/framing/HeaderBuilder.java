package dev.framewire.framing;

import java.util.Arrays;

/**
 * Writes a header, field by field, in the order of the calls. Re-usable: {@link #clear} starts again without garbage.
 * Not thread-safe.
 */
public final class HeaderBuilder implements HeaderBytes {
    private static final int MAX_LONG_BYTES = 20;

    // A field takes two ints: the hash of its name, and where the encoded name lies.
    private static final int HASH = 0, NAME = 1, STRIDE = 2;

    private byte[] bytes = new byte[256];
    private int length;
    private int[] fields = new int[8 * STRIDE];
    private int fieldCount;
    private int longestName; // in bytes as they are written, like the limits
    private int longestString;
    private boolean anyJson; // values of any kind and depth

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
        fieldCount = 0;
        longestName = 0;
        longestString = 0;
        anyJson = false;
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
        int end = JsonText.quote(value, bytes, at);
        close(key, end);
        longestString = Math.max(longestString, end - at - 2);
        return this;
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
        int at = open(key, MAX_LONG_BYTES);
        return close(key, JsonText.decimal(value, bytes, at));
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
        return literal(key, value ? JsonText.TRUE : JsonText.FALSE);
    }

    /**
     * Adds a null.
     *
     * @param key the name
     * @return this
     * @throws IllegalArgumentException if the name is there already, or the header would exceed 65,535 bytes
     */
    public HeaderBuilder putNull(HeaderKey key) {
        return literal(key, JsonText.NULL);
    }

    /**
     * Adds any value.
     *
     * @param key the name
     * @param value the value
     * @return this
     * @throws IllegalArgumentException if the name is there already, the value is one that no header may hold (a lone
     *     surrogate, a number out of range, more than 63 levels), or the header would exceed 65,535 bytes; the builder is
     *     as before
     */
    public HeaderBuilder put(HeaderKey key, JsonValue value) {
        byte[] encoded = JacksonJson.write(value);
        Header.requireValue(encoded);
        literal(key, encoded);
        anyJson = true;
        return this;
    }

    private HeaderBuilder literal(HeaderKey key, byte[] encoded) {
        int at = open(key, encoded.length);
        System.arraycopy(encoded, 0, bytes, at, encoded.length);
        return close(key, at + encoded.length);
    }

    /** Writes the name; answers where the value goes. Nothing counts until {@link #close}. */
    private int open(HeaderKey key, int valueBytes) {
        byte[] name = key.encoded();
        requireNew(key, name);
        long needed = (long) length + 1 + name.length + valueBytes + 1;
        if (needed > bytes.length) {
            // a string may need a sixth of its bound, so the limit itself is checked at the end
            bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(needed, 2L * bytes.length)));
        }
        int at = nameStart();
        if (fieldCount > 0) {
            bytes[at - 1] = ',';
        }
        System.arraycopy(name, 0, bytes, at, name.length);
        return at + name.length;
    }

    private int nameStart() {
        return fieldCount > 0 ? length + 1 : length;
    }

    private void requireNew(HeaderKey key, byte[] name) {
        int hash = key.hash();
        int end = fieldCount * STRIDE;
        for (int field = 0; field < end; field += STRIDE) {
            if (fields[field + HASH] == hash) {
                int start = fields[field + NAME];
                int most = Math.min(start + name.length, length);
                if (Arrays.equals(bytes, start, most, name, 0, name.length)) {
                    throw new IllegalArgumentException("the name \"" + key.name() + "\" twice");
                }
            }
        }
    }

    private HeaderBuilder close(HeaderKey key, int end) {
        if (end + 1 > FrameFormat.MAX_HEADER_BYTES) {
            throw new IllegalArgumentException("a header of " + (end + 1) + " bytes");
        }
        int field = fieldCount * STRIDE;
        if (field == fields.length) {
            fields = Arrays.copyOf(fields, 2 * field);
        }
        fields[field + HASH] = key.hash();
        fields[field + NAME] = nameStart();
        fieldCount++;
        longestName = Math.max(longestName, key.encoded().length - 3);
        length = end;
        return this;
    }

    /** Whether a reader with these limits surely takes the header. Where it holds values of any kind, that takes a scan. */
    boolean surelyWithin(FrameLimits limits) {
        return !anyJson
                && byteLength() <= limits.maxHeaderBytes()
                && fieldCount <= limits.maxFields()
                && longestName <= limits.maxNameBytes()
                && longestString <= limits.maxValueBytes();
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
