package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One pass over a header: proves that it is one strict JSON object within the limits, and notes where the fields of its
 * first level lie. Re-used from frame to frame; makes no garbage unless two names collide.
 *
 * <p>Strict means: valid UTF-8 without a byte order mark, the object and nothing around it, no name twice in one object
 * (also not by escapes), no lone surrogates, integers of 64 bits, other numbers finite. Everything accepted here is read
 * with the same values by any other JSON implementation; what implementations disagree on is refused.
 */
final class HeaderScanner {
    /** The kinds of value, as they stand in the index. */
    static final int STRING = 0,
            ESCAPED_STRING = 1,
            INTEGER = 2,
            DECIMAL = 3,
            TRUE = 4,
            FALSE = 5,
            NULL = 6,
            NESTED = 7;

    /** A number longer than this is refused: no double needs it, and parsing it is quadratic in some libraries. */
    static final int MAX_NUMBER_BYTES = 64;

    // A member of an object takes six ints: hash of its decoded name, start and end of the name (the sign bit of the
    // end says that it has escapes), and start, end and kind of the value for members of the first level only.
    private static final int HASH = 0, NAME = 1, NAME_END = 2, VALUE = 3, VALUE_END = 4, TYPE = 5, STRIDE = 6;
    private static final int ESCAPED = 1 << 31;
    private static final byte[] EMPTY = new byte[0];
    private static final int[] NO_MEMBERS = new int[0];

    private final FrameLimits limits;
    private byte[] in = EMPTY;
    private int base;
    private int end;
    private int at;
    private int[] members = NO_MEMBERS; // made with the first member, so that an idle decoder is small
    private int memberCount; // of all objects that are open
    private int membersSeen; // of all objects, against the limit
    private int fieldCount; // of the first level, once scanned
    private boolean escapes; // whether the string just scanned has any
    private int stringHash; // of its decoded bytes

    HeaderScanner(FrameLimits limits) {
        this.limits = limits;
    }

    void scan(byte[] bytes, int start, int length) throws BadHeaderException {
        in = bytes;
        base = start;
        at = start;
        end = start + length;
        memberCount = 0;
        membersSeen = 0;
        fieldCount = 0;
        if (length >= 3 && in[at] == (byte) 0xef && in[at + 1] == (byte) 0xbb && in[at + 2] == (byte) 0xbf) {
            throw bad(Kind.BAD_UTF8, "Corrupt header: a byte order mark");
        }
        if (length < 2 || in[at] != '{') {
            throw bad(Kind.BAD_JSON, "Corrupt header: not a JSON object");
        }
        object(1);
        if (at != end) {
            throw bad(Kind.BAD_JSON, "Corrupt header: bytes behind the object");
        }
        fieldCount = memberCount;
    }

    int fieldCount() {
        return fieldCount;
    }

    /** The index of a field of the first level, or -1. */
    int find(HeaderKey key) {
        byte[] name = key.utf8();
        for (int i = 0; i < fieldCount; i++) {
            int m = i * STRIDE;
            if (members[m + HASH] == key.hash() && nameEquals(m, name, 0, name.length)) {
                return i;
            }
        }
        return -1;
    }

    int valueStart(int field) {
        return members[field * STRIDE + VALUE];
    }

    int valueEnd(int field) {
        return members[field * STRIDE + VALUE_END];
    }

    int type(int field) {
        return members[field * STRIDE + TYPE];
    }

    /** Lets go of a large index and of the bytes, so that an idle connection holds little. */
    void release() {
        in = EMPTY;
        fieldCount = 0;
        if (members.length > 64 * STRIDE) {
            members = NO_MEMBERS;
        }
    }

    private void object(int depth) throws BadHeaderException {
        checkDepth(depth);
        int first = memberCount;
        at++;
        space();
        if (peek() == '}') {
            at++;
            memberCount = first;
            return;
        }
        while (true) {
            if (peek() != '"') {
                throw bad(Kind.BAD_JSON, "Corrupt header: a name was expected");
            }
            int m = name(first);
            space();
            expect(':');
            space();
            int start = at;
            int type = value(depth);
            // the value's own members have been popped, so m is still the newest member
            members[m + VALUE] = type <= ESCAPED_STRING ? start + 1 : start;
            members[m + VALUE_END] = type <= ESCAPED_STRING ? at - 1 : at;
            members[m + TYPE] = type;
            space();
            int next = peek();
            at++;
            if (next == '}') {
                break;
            }
            if (next != ',') {
                at--;
                throw bad(Kind.BAD_JSON, "Corrupt header: a comma or brace was expected");
            }
            space();
        }
        if (depth > 1) {
            memberCount = first;
        }
    }

    /** Scans a name and pushes its member; returns where in the index it lies. */
    private int name(int firstSibling) throws BadHeaderException {
        int start = at + 1;
        string(limits.maxNameBytes(), Kind.NAME_TOO_LONG);
        int nameEnd = at - 1;
        if (++membersSeen > limits.maxFields()) {
            throw problem(Kind.TOO_MANY_FIELDS, "Unsupported header: too many fields", membersSeen, limits.maxFields());
        }
        int m = memberCount * STRIDE;
        if (m + STRIDE > members.length) {
            members = Arrays.copyOf(members, Math.max(8 * STRIDE, members.length * 2));
        }
        members[m + HASH] = stringHash;
        members[m + NAME] = start;
        members[m + NAME_END] = nameEnd | (escapes ? ESCAPED : 0);
        for (int sibling = firstSibling * STRIDE; sibling < m; sibling += STRIDE) {
            if (members[sibling + HASH] == stringHash && sameName(sibling, start, nameEnd, escapes)) {
                at = start;
                throw bad(
                        Kind.DUPLICATE_NAME,
                        "Corrupt header: the name \"" + JsonText.escaped(in, start, nameEnd) + "\" twice");
            }
        }
        memberCount++;
        return m;
    }

    private boolean sameName(int member, int start, int nameEnd, boolean escaped) {
        if (escaped) {
            byte[] decoded = JsonText.unescape(in, start, nameEnd);
            return nameEquals(member, decoded, 0, decoded.length);
        }
        return nameEquals(member, in, start, nameEnd);
    }

    private boolean nameEquals(int member, byte[] name, int from, int to) {
        int start = members[member + NAME];
        int nameEnd = members[member + NAME_END];
        if (nameEnd < 0) {
            byte[] decoded = JsonText.unescape(in, start, nameEnd & ~ESCAPED);
            return Arrays.equals(decoded, 0, decoded.length, name, from, to);
        }
        return Arrays.equals(in, start, nameEnd, name, from, to);
    }

    private int value(int depth) throws BadHeaderException {
        int c = peek();
        switch (c) {
            case '"':
                string(limits.maxValueBytes(), Kind.VALUE_TOO_LONG);
                return escapes ? ESCAPED_STRING : STRING;
            case '{':
                object(depth + 1);
                return NESTED;
            case '[':
                array(depth + 1);
                return NESTED;
            case 't':
                word("true");
                return TRUE;
            case 'f':
                word("false");
                return FALSE;
            case 'n':
                word("null");
                return NULL;
            default:
                if (c == '-' || c >= '0' && c <= '9') {
                    return number();
                }
                throw bad(Kind.BAD_JSON, "Corrupt header: a value was expected");
        }
    }

    private void array(int depth) throws BadHeaderException {
        checkDepth(depth);
        at++;
        space();
        if (peek() == ']') {
            at++;
            return;
        }
        while (true) {
            value(depth);
            space();
            int next = peek();
            at++;
            if (next == ']') {
                return;
            }
            if (next != ',') {
                at--;
                throw bad(Kind.BAD_JSON, "Corrupt header: a comma or bracket was expected");
            }
            space();
        }
    }

    private void checkDepth(int depth) throws BadHeaderException {
        if (depth > limits.maxDepth()) {
            throw problem(Kind.TOO_DEEP, "Unsupported header: nested too deep", depth, limits.maxDepth());
        }
    }

    private int number() throws BadHeaderException {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (at < end && in[at] == '0') {
            at++;
        } else {
            digits();
        }
        boolean integer = true;
        if (at < end && in[at] == '.') {
            integer = false;
            at++;
            digits();
        }
        if (at < end && (in[at] | 0x20) == 'e') {
            integer = false;
            at++;
            if (at < end && (in[at] == '+' || in[at] == '-')) {
                at++;
            }
            digits();
        }
        if (at - start > MAX_NUMBER_BYTES || (integer ? !isLong(in, start, at) : !isFinite(start))) {
            at = start;
            throw bad(Kind.BAD_NUMBER, "Unsupported header: a number out of range");
        }
        return integer ? INTEGER : DECIMAL;
    }

    private boolean isFinite(int start) {
        return Double.isFinite(Double.parseDouble(new String(in, start, at - start, StandardCharsets.US_ASCII)));
    }

    private void digits() throws BadHeaderException {
        int start = at;
        while (at < end && in[at] >= '0' && in[at] <= '9') {
            at++;
        }
        if (at == start) {
            throw bad(Kind.BAD_JSON, "Corrupt header: a digit was expected");
        }
    }

    private static boolean isLong(byte[] in, int start, int end) {
        boolean negative = in[start] == '-';
        int from = negative ? start + 1 : start;
        if (end - from > 19) {
            return false;
        }
        long value = 0; // counted downwards, where there is one value more
        for (int i = from; i < end; i++) {
            int digit = in[i] - '0';
            if (value < (Long.MIN_VALUE + digit) / 10) {
                return false;
            }
            value = value * 10 - digit;
            if (value > 0) {
                return false;
            }
        }
        return negative || value != Long.MIN_VALUE;
    }

    /** The value of an integer that {@link #isLong} let through. */
    static long parseLong(byte[] in, int start, int end) {
        boolean negative = in[start] == '-';
        long value = 0;
        for (int i = negative ? start + 1 : start; i < end; i++) {
            value = value * 10 - (in[i] - '0');
        }
        return negative ? value : -value;
    }

    private void word(String word) throws BadHeaderException {
        for (int i = 0; i < word.length(); i++) {
            if (at >= end || in[at] != word.charAt(i)) {
                throw bad(Kind.BAD_JSON, "Corrupt header: a value was expected");
            }
            at++;
        }
    }

    /** Scans a string, quotes and all; leaves {@link #escapes} and {@link #stringHash}. */
    private void string(int maxBytes, Kind tooLong) throws BadHeaderException {
        at++;
        int start = at;
        int hash = 1;
        boolean escaped = false;
        while (true) {
            if (at >= end) {
                throw bad(Kind.BAD_JSON, "Corrupt header: a string without an end");
            }
            int b = in[at];
            if (b == '"') {
                break;
            }
            if (b >= 0x20 && b != '\\') {
                hash = 31 * hash + b;
                at++;
            } else if (b == '\\') {
                escaped = true;
                escape();
            } else if (b >= 0) {
                throw bad(Kind.BAD_JSON, "Corrupt header: a bare control character in a string");
            } else {
                int next = at + utf8();
                while (at < next) {
                    hash = 31 * hash + in[at++];
                }
            }
        }
        if (at - start > maxBytes) {
            int length = at - start;
            at = start;
            throw problem(tooLong, "Unsupported header: a string too long", length, maxBytes);
        }
        if (escaped) {
            byte[] decoded = JsonText.unescape(in, start, at);
            hash = hash(decoded, 0, decoded.length);
        }
        escapes = escaped;
        stringHash = hash;
        at++;
    }

    /** The hash by which names are found: of their decoded UTF-8 bytes. */
    static int hash(byte[] bytes, int start, int end) {
        int hash = 1;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    private void escape() throws BadHeaderException {
        if (at + 1 >= end) {
            throw bad(Kind.BAD_JSON, "Corrupt header: an escape without an end");
        }
        switch (in[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at += 2;
            case 'u' -> {
                int unit = unit(at);
                if (Character.isHighSurrogate((char) unit)) {
                    if (!Character.isLowSurrogate((char) unit(at + 6))) {
                        throw bad(Kind.BAD_UTF8, "Corrupt header: a lone surrogate");
                    }
                    at += 12;
                } else if (Character.isLowSurrogate((char) unit)) {
                    throw bad(Kind.BAD_UTF8, "Corrupt header: a lone surrogate");
                } else {
                    at += 6;
                }
            }
            default -> throw bad(Kind.BAD_JSON, "Corrupt header: an unknown escape");
        }
    }

    /** The code unit of a {@code \}{@code uXXXX} at that place. */
    private int unit(int from) throws BadHeaderException {
        if (from + 6 > end || in[from] != '\\' || in[from + 1] != 'u') {
            throw bad(Kind.BAD_UTF8, "Corrupt header: a lone surrogate");
        }
        int unit = JsonText.hex4(in, from + 2);
        if (unit < 0) {
            throw bad(Kind.BAD_JSON, "Corrupt header: an unknown escape");
        }
        return unit;
    }

    /**
     * The length of the UTF-8 sequence at the current place: RFC 3629, table of section 4, so neither overlong forms nor
     * surrogates nor anything above U+10FFFF.
     */
    private int utf8() throws BadHeaderException {
        int lead = in[at] & 0xff;
        int second = at + 1 < end ? in[at + 1] & 0xff : 0;
        if (lead >= 0xc2 && lead <= 0xdf && trail(second)) {
            return 2;
        }
        int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        boolean secondFits = second >= low && second <= high;
        if (lead >= 0xe0 && lead <= 0xef && secondFits && at + 2 < end && trail(in[at + 2])) {
            return 3;
        }
        if (lead >= 0xf0 && lead <= 0xf4 && secondFits && at + 3 < end && trail(in[at + 2]) && trail(in[at + 3])) {
            return 4;
        }
        throw bad(Kind.BAD_UTF8, "Corrupt header: not UTF-8");
    }

    private static boolean trail(int b) {
        return (b & 0xc0) == 0x80;
    }

    private void space() {
        while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
            at++;
        }
    }

    private int peek() throws BadHeaderException {
        if (at >= end) {
            throw bad(Kind.BAD_JSON, "Corrupt header: it ends too early");
        }
        return in[at];
    }

    private void expect(char c) throws BadHeaderException {
        if (peek() != c) {
            throw bad(Kind.BAD_JSON, "Corrupt header: '" + c + "' was expected");
        }
        at++;
    }

    private BadHeaderException bad(Kind kind, String text) {
        return new BadHeaderException(
                Problem.of(kind, Stage.HEADER, text + ", byte " + (at - base) + " of the header"));
    }

    private BadHeaderException problem(Kind kind, String text, long declared, long limit) {
        return new BadHeaderException(Problem.of(kind, Stage.HEADER, text).numbers(declared, limit));
    }
}
