package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import java.util.Arrays;

/**
 * One pass over a header: proves that it is one strict JSON object within the limits, and notes where the fields of its
 * first level lie. Re-used from frame to frame; makes no garbage unless two names collide.
 *
 * <p>Strict means: valid UTF-8 without a byte order mark, the object and nothing around it, no name twice in one object
 * (also not by escapes), no lone surrogates, integers of 64 bits, other numbers finite. Everything accepted here is read
 * with the same values by any other JSON implementation; what implementations disagree on is refused.
 */
final class HeaderScanner extends JsonTokens {
    /** The kinds of value, as they stand in the index. */
    static final int STRING = 0,
            ESCAPED_STRING = 1,
            INTEGER = 2,
            DECIMAL = 3,
            TRUE = 4,
            FALSE = 5,
            NULL = 6,
            NESTED = 7;

    // A member of an object takes six ints: hash of its decoded name, start and end of the name (the sign bit of the
    // end says that it has escapes), and start, end and kind of the value for members of the first level only.
    private static final int HASH = 0, NAME = 1, NAME_END = 2, VALUE = 3, VALUE_END = 4, TYPE = 5, STRIDE = 6;
    private static final int ESCAPED = 1 << 31;
    private static final int KEPT_MEMBERS = 64; // so that an idle connection holds little
    private static final int[] NO_MEMBERS = new int[0];

    private final FrameLimits limits;
    private int[] members = NO_MEMBERS; // made with the first member, so that an idle decoder is small
    private int memberCount; // of all objects that are open
    private int membersSeen; // of all objects, against the limit
    private int fieldCount; // of the first level, once scanned

    HeaderScanner(FrameLimits limits) {
        this.limits = limits;
    }

    void scan(byte[] bytes, int start, int length) throws BadHeaderException {
        begin(bytes, start, length);
        memberCount = 0;
        membersSeen = 0;
        fieldCount = 0;
        if (length >= 3
                && bytes[start] == (byte) 0xef
                && bytes[start + 1] == (byte) 0xbb
                && bytes[start + 2] == (byte) 0xbf) {
            throw bad(Kind.BAD_UTF8, "Corrupt header: a byte order mark");
        }
        if (length < 2 || bytes[start] != '{') {
            throw bad(Kind.BAD_JSON, "Corrupt header: not a JSON object");
        }
        object(1);
        if (!atEnd()) {
            throw bad(Kind.BAD_JSON, "Corrupt header: bytes behind the object");
        }
        fieldCount = memberCount;
    }

    int fieldCount() {
        return fieldCount;
    }

    /** The index of a field of the first level, or -1. */
    int find(HeaderKey key) {
        int hash = key.hash();
        for (int i = 0; i < fieldCount; i++) {
            int m = i * STRIDE;
            if (members[m + HASH] == hash && isNamed(m, key)) {
                return i;
            }
        }
        return -1;
    }

    private boolean isNamed(int member, HeaderKey key) {
        int nameEnd = members[member + NAME_END];
        return nameEnd < 0
                ? nameEquals(member, key.utf8(), 0, key.utf8().length)
                : key.isAt(bytes(), members[member + NAME], nameEnd);
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

    /** Has no fields any more. */
    void clear() {
        fieldCount = 0;
        if (members.length > KEPT_MEMBERS * STRIDE) {
            members = NO_MEMBERS;
        }
    }

    /** Has no fields any more, nor holds on to any memory. */
    void release() {
        clear();
        forget();
        members = NO_MEMBERS;
    }

    private void object(int depth) throws BadHeaderException {
        checkDepth(depth);
        int first = memberCount;
        at++;
        if (token() == '}') {
            at++;
            return;
        }
        while (true) {
            if (token() != '"') {
                throw bad(Kind.BAD_JSON, "Corrupt header: a name was expected");
            }
            int m = name(first);
            if (token() != ':') {
                throw bad(Kind.BAD_JSON, "Corrupt header: ':' was expected");
            }
            at++;
            int c = token();
            int start = at;
            int type = value(c, depth);
            // the value's own members have been popped, so m is still the newest member
            members[m + VALUE] = type <= ESCAPED_STRING ? start + 1 : start;
            members[m + VALUE_END] = type <= ESCAPED_STRING ? at - 1 : at;
            members[m + TYPE] = type;
            int next = token();
            if (next == '}') {
                at++;
                break;
            }
            if (next != ',') {
                throw bad(Kind.BAD_JSON, "Corrupt header: a comma or brace was expected");
            }
            at++;
        }
        if (depth > 1) {
            memberCount = first;
        }
    }

    /** Scans a name and pushes its member; returns where in the index it lies. */
    private int name(int firstSibling) throws BadHeaderException {
        int start = at + 1;
        boolean escapes = string(limits.maxNameBytes(), Kind.NAME_TOO_LONG);
        int nameEnd = at - 1;
        byte[] name = escapes ? JsonText.unescape(bytes(), start, nameEnd) : bytes();
        int from = escapes ? 0 : start;
        int to = escapes ? name.length : nameEnd;
        int hash = hash(name, from, to);
        if (++membersSeen > limits.maxFields()) {
            throw problem(Kind.TOO_MANY_FIELDS, "Unsupported header: too many fields", membersSeen, limits.maxFields());
        }
        int m = memberCount * STRIDE;
        if (m + STRIDE > members.length) {
            members = Arrays.copyOf(members, Math.max(8 * STRIDE, members.length * 2));
        }
        members[m + HASH] = hash;
        members[m + NAME] = start;
        members[m + NAME_END] = nameEnd | (escapes ? ESCAPED : 0);
        for (int sibling = firstSibling * STRIDE; sibling < m; sibling += STRIDE) {
            if (members[sibling + HASH] == hash && nameEquals(sibling, name, from, to)) {
                at = start;
                throw bad(
                        Kind.DUPLICATE_NAME,
                        "Corrupt header: the name \"" + JsonText.escaped(bytes(), start, nameEnd) + "\" twice");
            }
        }
        memberCount++;
        return m;
    }

    private boolean nameEquals(int member, byte[] name, int from, int to) {
        int start = members[member + NAME];
        int nameEnd = members[member + NAME_END];
        if (nameEnd < 0) {
            byte[] decoded = JsonText.unescape(bytes(), start, nameEnd & ~ESCAPED);
            return Arrays.equals(decoded, 0, decoded.length, name, from, to);
        }
        return Arrays.equals(bytes(), start, nameEnd, name, from, to);
    }

    /** By which names are found: of their decoded bytes. Cheap, since names that collide are compared anyway. */
    static int hash(byte[] bytes, int start, int end) {
        int length = end - start;
        return length == 0 ? 0 : length << 24 ^ bytes[start] << 16 ^ bytes[start + length / 2] << 8 ^ bytes[end - 1];
    }

    /** Steps over the value that begins with that byte; answers its kind. */
    private int value(int c, int depth) throws BadHeaderException {
        switch (c) {
            case '"':
                return string(limits.maxValueBytes(), Kind.VALUE_TOO_LONG) ? ESCAPED_STRING : STRING;
            case '{':
                object(depth + 1);
                return NESTED;
            case '[':
                array(depth + 1);
                return NESTED;
            case 't':
                word(JsonText.TRUE);
                return TRUE;
            case 'f':
                word(JsonText.FALSE);
                return FALSE;
            case 'n':
                word(JsonText.NULL);
                return NULL;
            default:
                if (c == '-' || c >= '0' && c <= '9') {
                    return number() ? INTEGER : DECIMAL;
                }
                throw bad(Kind.BAD_JSON, "Corrupt header: a value was expected");
        }
    }

    private void array(int depth) throws BadHeaderException {
        checkDepth(depth);
        at++;
        if (token() == ']') {
            at++;
            return;
        }
        while (true) {
            value(token(), depth);
            int next = token();
            if (next == ']') {
                at++;
                return;
            }
            if (next != ',') {
                throw bad(Kind.BAD_JSON, "Corrupt header: a comma or bracket was expected");
            }
            at++;
        }
    }

    private void checkDepth(int depth) throws BadHeaderException {
        if (depth > limits.maxDepth()) {
            throw problem(Kind.TOO_DEEP, "Unsupported header: nested too deep", depth, limits.maxDepth());
        }
    }
}
