package dev.framewire.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of a header field, encoded once, so that looking it up and writing it makes no garbage. Immutable and
 * thread-safe; keep them in static final fields.
 */
public final class HeaderKey {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final String name;
    private final byte[] utf8;
    private final long first; // the name, if it has at most eight bytes
    private final long mask; // the bytes of first that count
    private final int hash;
    private final byte[] encoded;
    private final long encodedFirst; // its first eight bytes

    private HeaderKey(String name, byte[] utf8) {
        this.name = name;
        this.utf8 = utf8;
        this.first = (long) EIGHT.get(Arrays.copyOf(utf8, Long.BYTES), 0);
        this.mask = utf8.length == 0 ? 0 : -1L >>> Long.SIZE - Byte.SIZE * Math.min(utf8.length, Long.BYTES);
        this.hash = HeaderScanner.hash(utf8, 0, utf8.length);
        byte[] quoted = new byte[6 * utf8.length + 3];
        int length = JsonText.quote(name, quoted, 0);
        quoted[length++] = ':';
        this.encoded = Arrays.copyOf(quoted, length);
        this.encodedFirst = (long) EIGHT.get(Arrays.copyOf(encoded, Math.max(length, Long.BYTES)), 0);
    }

    /**
     * The key of that name.
     *
     * @param name at most 65,535 bytes in UTF-8; JSON allows the empty name
     * @return the key
     * @throws IllegalArgumentException if the name is too long, or holds a lone surrogate
     */
    public static HeaderKey of(String name) {
        byte[] utf8 = encode(name);
        if (utf8.length > FrameFormat.MAX_HEADER_BYTES) {
            throw new IllegalArgumentException("a name of " + utf8.length + " bytes");
        }
        return new HeaderKey(name, utf8);
    }

    /** UTF-8 of a string that has no lone surrogate: {@code getBytes} would quietly write a question mark for it. */
    static byte[] encode(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return Arrays.copyOf(bytes.array(), bytes.limit());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a lone surrogate in a string of " + text.length() + " characters", e);
        }
    }

    /**
     * The name.
     *
     * @return the name, as given
     */
    public String name() {
        return name;
    }

    int hash() {
        return hash;
    }

    byte[] utf8() {
        return utf8;
    }

    /** The name in quotes, escaped, and the colon behind it. */
    byte[] encoded() {
        return encoded;
    }

    /**
     * Writes the {@link #encoded} name, and perhaps zeros behind it: there must be room for eight bytes, because one store is
     * faster than a copy of so few.
     *
     * @return the position behind it
     */
    int putEncoded(byte[] out, int at) {
        int length = encoded.length;
        if (length <= Long.BYTES) {
            EIGHT.set(out, at, encodedFirst);
        } else {
            System.arraycopy(encoded, 0, out, at, length);
        }
        return at + length;
    }

    /** Whether these bytes are the name. */
    boolean isAt(byte[] in, int start, int end) {
        int length = utf8.length;
        if (end - start != length) {
            return false;
        }
        if (length <= Long.BYTES && start + Long.BYTES <= in.length) {
            return ((long) EIGHT.get(in, start) & mask) == first;
        }
        return Arrays.equals(in, start, end, utf8, 0, length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeaderKey key && hash == key.hash && Arrays.equals(utf8, key.utf8);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return name;
    }
}
