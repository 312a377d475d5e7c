package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields of a received header, read where they lie. Looking up numbers, booleans and comparisons makes no garbage.
 *
 * <p>The view belongs to its {@link FrameReader} or {@link FrameDecoder} and is valid until the next frame begins;
 * {@link #copy} keeps it. A field that is absent (or null) where one is asked for, or of another type, is the peer's
 * fault: a {@link FrameException} of kind {@link FrameException.Kind#FIELD}. Not thread-safe.
 */
public final class HeaderView implements HeaderBytes {
    private static final int FIRST_BYTES = 256;
    private static final int KEPT_BYTES = 4096;
    private static final byte[] NONE = new byte[0];

    private final HeaderScanner scanner;
    private byte[] bytes = NONE; // kept for the next header, unless it is large
    private int length;
    private long frameIndex = -1;
    private long offset = -1;

    HeaderView(FrameLimits limits) {
        this.scanner = new HeaderScanner(limits);
    }

    /** Makes this a view of a header that lies in an array of its caller's. */
    void scan(byte[] header) throws BadHeaderException {
        bytes = header;
        scan(header.length);
    }

    /**
     * Takes bytes of a header as they arrive, into an array that grows with them.
     *
     * @param have how many it has taken of this header before
     * @param whole the length of the header
     * @return how many it has now
     */
    int take(ByteBuffer in, int have, int whole) {
        int total = have + Math.min(in.remaining(), whole - have);
        if (total > bytes.length) {
            int grown = Math.max(Math.max(total, FIRST_BYTES), 2 * bytes.length);
            bytes = Arrays.copyOf(bytes, Math.min(grown, Math.max(whole, FIRST_BYTES)));
        }
        in.get(bytes, have, total - have);
        return total;
    }

    /** Makes this a view of the header that has been taken. */
    void scan(int newLength) throws BadHeaderException {
        scanner.scan(bytes, 0, newLength);
        length = newLength;
    }

    void place(long newFrameIndex, long newOffset) {
        frameIndex = newFrameIndex;
        offset = newOffset;
    }

    /** Has no fields any more. */
    void clear() {
        length = 0;
        scanner.clear();
        if (bytes.length > KEPT_BYTES) {
            release();
        }
    }

    /** Has no fields any more, nor holds on to any memory. */
    void release() {
        length = 0;
        scanner.release();
        bytes = NONE;
    }

    /**
     * The number of fields of the first level.
     *
     * @return 0 or more
     */
    public int fieldCount() {
        return scanner.fieldCount();
    }

    /** Whether there is such a field, be it null. */
    boolean mentions(HeaderKey key) {
        return scanner.find(key) >= 0;
    }

    /**
     * Whether there is a value.
     *
     * @param key a name
     * @return false if the field is absent or null
     */
    public boolean has(HeaderKey key) {
        int field = scanner.find(key);
        return field >= 0 && scanner.type(field) != HeaderScanner.NULL;
    }

    /**
     * A string.
     *
     * @param key its name
     * @return the string, unescaped
     * @throws FrameException if it is absent or not a string
     */
    public String getString(HeaderKey key) throws FrameException {
        return string(key, require(key));
    }

    /**
     * A string.
     *
     * @param key its name
     * @param ifAbsent what to answer if it is absent or null
     * @return the string, unescaped
     * @throws FrameException if it is not a string
     */
    public String getString(HeaderKey key, String ifAbsent) throws FrameException {
        return has(key) ? string(key, scanner.find(key)) : ifAbsent;
    }

    private String string(HeaderKey key, int field) throws FrameException {
        int from = scanner.valueStart(field);
        int to = scanner.valueEnd(field);
        return switch (scanner.type(field)) {
            case HeaderScanner.STRING -> new String(bytes, from, to - from, StandardCharsets.UTF_8);
            case HeaderScanner.ESCAPED_STRING -> new String(JsonText.unescape(bytes, from, to), StandardCharsets.UTF_8);
            default -> throw wrong(key, "not a string");
        };
    }

    /**
     * A whole number.
     *
     * @param key its name
     * @return the number
     * @throws FrameException if it is absent or not an integer
     */
    public long getLong(HeaderKey key) throws FrameException {
        return number(key, require(key));
    }

    /**
     * A whole number.
     *
     * @param key its name
     * @param ifAbsent what to answer if it is absent or null
     * @return the number
     * @throws FrameException if it is not an integer
     */
    public long getLong(HeaderKey key, long ifAbsent) throws FrameException {
        return has(key) ? number(key, scanner.find(key)) : ifAbsent;
    }

    private long number(HeaderKey key, int field) throws FrameException {
        if (scanner.type(field) != HeaderScanner.INTEGER) {
            throw wrong(key, "not an integer");
        }
        return JsonTokens.parseLong(bytes, scanner.valueStart(field), scanner.valueEnd(field));
    }

    /**
     * A whole number of 32 bits.
     *
     * @param key its name
     * @return the number
     * @throws FrameException if it is absent, not an integer, or out of range
     */
    public int getInt(HeaderKey key) throws FrameException {
        return narrow(key, getLong(key));
    }

    /**
     * A whole number of 32 bits.
     *
     * @param key its name
     * @param ifAbsent what to answer if it is absent or null
     * @return the number
     * @throws FrameException if it is not an integer, or out of range
     */
    public int getInt(HeaderKey key, int ifAbsent) throws FrameException {
        return narrow(key, getLong(key, ifAbsent));
    }

    private int narrow(HeaderKey key, long value) throws FrameException {
        if (value != (int) value) {
            throw wrong(key, "not an integer of 32 bits");
        }
        return (int) value;
    }

    /**
     * True or false.
     *
     * @param key its name
     * @return which
     * @throws FrameException if it is absent or not a boolean
     */
    public boolean getBoolean(HeaderKey key) throws FrameException {
        return bool(key, require(key));
    }

    /**
     * True or false.
     *
     * @param key its name
     * @param ifAbsent what to answer if it is absent or null
     * @return which
     * @throws FrameException if it is not a boolean
     */
    public boolean getBoolean(HeaderKey key, boolean ifAbsent) throws FrameException {
        return has(key) ? bool(key, scanner.find(key)) : ifAbsent;
    }

    private boolean bool(HeaderKey key, int field) throws FrameException {
        return switch (scanner.type(field)) {
            case HeaderScanner.TRUE -> true;
            case HeaderScanner.FALSE -> false;
            default -> throw wrong(key, "not a boolean");
        };
    }

    /**
     * Compares a string without making one.
     *
     * @param key its name
     * @param value what it may be
     * @return false if it is absent, not a string, or another one
     */
    public boolean stringEquals(HeaderKey key, HeaderKey value) {
        int field = scanner.find(key);
        if (field < 0) {
            return false;
        }
        int from = scanner.valueStart(field);
        int to = scanner.valueEnd(field);
        return switch (scanner.type(field)) {
            case HeaderScanner.STRING -> value.isAt(bytes, from, to);
            case HeaderScanner.ESCAPED_STRING -> Arrays.equals(JsonText.unescape(bytes, from, to), value.utf8());
            default -> false;
        };
    }

    /**
     * The whole header as values.
     *
     * @return an immutable object
     */
    public JsonObject toJson() {
        return JacksonJson.parse(bytes, 0, length);
    }

    /**
     * Keeps the header beyond the frame.
     *
     * @return an immutable copy
     */
    public Header copy() {
        return new Header(toByteArray());
    }

    private int require(HeaderKey key) throws FrameException {
        int field = scanner.find(key);
        if (field < 0 || scanner.type(field) == HeaderScanner.NULL) {
            throw wrong(key, "absent");
        }
        return field;
    }

    private BadHeaderException wrong(HeaderKey key, String what) {
        String text = "Unsupported header: the field \"" + key.name() + "\" is " + what;
        return new BadHeaderException(Problem.of(Kind.FIELD, Stage.HEADER, text)
                .at(frameIndex, offset)
                .recoverable(true));
    }

    @Override
    public int byteLength() {
        return length;
    }

    @Override
    public void copyTo(byte[] out, int at) {
        System.arraycopy(bytes, 0, out, at, length);
    }

    /** The JSON text. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
