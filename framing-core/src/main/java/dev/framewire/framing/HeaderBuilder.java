package dev.framewire.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes a header, field by field, in the order of the calls. Re-usable: {@link #clear} starts again without garbage.
 * Not thread-safe.
 */
public final class HeaderBuilder implements HeaderBytes {
    private static final int MAX_LONG_BYTES = 20;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The words as they lie in memory, to be written by one store. */
    private static final long TRUE = 0x65757274L, FALSE = 0x65736c6166L, NULL = 0x6c6c756eL;

    // A field takes two ints: the hash of its name, and where the encoded name lies.
    private static final int HASH = 0, NAME = 1, STRIDE = 2;

    private byte[] bytes = new byte[256];
    private int length; // the brace, and each field with a comma behind it
    private int[] fields = new int[8 * STRIDE];
    private int fieldCount;
    private long hashes; // a bit for the last six bits of each name's hash: where it is not set, the name is new
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
        hashes = 0;
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
        return value ? word(key, TRUE, 4) : word(key, FALSE, 5);
    }

    /**
     * Adds a null.
     *
     * @param key the name
     * @return this
     * @throws IllegalArgumentException if the name is there already, or the header would exceed 65,535 bytes
     */
    public HeaderBuilder putNull(HeaderKey key) {
        return word(key, NULL, 4);
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
        int at = open(key, encoded.length);
        System.arraycopy(encoded, 0, bytes, at, encoded.length);
        close(key, at + encoded.length);
        anyJson = true;
        return this;
    }

    private HeaderBuilder word(HeaderKey key, long word, int wordBytes) {
        int at = open(key, Long.BYTES);
        EIGHT.set(bytes, at, word);
        return close(key, at + wordBytes);
    }

    /** Writes the name; answers where the value goes. Nothing counts until {@link #close}. */
    private int open(HeaderKey key, int valueBytes) {
        requireNew(key);
        int nameBytes = Math.max(key.encoded().length, Long.BYTES);
        long needed = (long) length + nameBytes + valueBytes + 1;
        if (needed > bytes.length) {
            // a string may need a sixth of its bound, so the limit itself is checked at the end
            bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(needed, 2L * bytes.length)));
        }
        return key.putEncoded(bytes, length);
    }

    private void requireNew(HeaderKey key) {
        if ((hashes & 1L << key.hash()) == 0) {
            return;
        }
        byte[] name = key.encoded();
        int end = fieldCount * STRIDE;
        for (int field = 0; field < end; field += STRIDE) {
            if (fields[field + HASH] == key.hash()) {
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
        fields[field + NAME] = length;
        hashes |= 1L << key.hash();
        fieldCount++;
        longestName = Math.max(longestName, key.encoded().length - 3);
        bytes[end] = ',';
        length = end + 1;
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
        return Math.max(length, 2);
    }

    @Override
    public void copyTo(byte[] out, int at) {
        int last = byteLength() - 1;
        System.arraycopy(bytes, 0, out, at, last);
        out[at + last] = '}'; // where the last field has its comma
    }
}
