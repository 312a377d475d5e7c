package dev.framewire.framing;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of a header field, encoded once, so that looking it up and writing it makes no garbage. Immutable and
 * thread-safe; keep them in static final fields.
 */
public final class HeaderKey {
    private final String name;
    private final byte[] utf8;
    private final int hash;
    private final byte[] encoded;

    private HeaderKey(String name, byte[] utf8) {
        this.name = name;
        this.utf8 = utf8;
        this.hash = HeaderScanner.hash(utf8, 0, utf8.length);
        byte[] quoted = new byte[6 * utf8.length + 3];
        int length = JsonText.quote(name, quoted, 0);
        quoted[length++] = ':';
        this.encoded = Arrays.copyOf(quoted, length);
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

    /** {@link #equals}, mostly without a look at the bytes. */
    boolean sameAs(HeaderKey other) {
        return this == other || hash == other.hash && Arrays.equals(utf8, other.utf8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeaderKey key && sameAs(key);
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
