package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Strings, numbers and words over the raw bytes of a header: a place in them, and for each kind of token a step over it that
 * proves it strict. {@link HeaderScanner} puts them together. Not thread-safe.
 */
abstract sealed class JsonTokens permits HeaderScanner {
    /** A number longer than this is refused: no double needs it, and parsing it is quadratic in some libraries. */
    static final int MAX_NUMBER_BYTES = 64;

    /** More digits in an exponent are refused: no double needs them, and other libraries' decimals do not take any number of them. */
    private static final int MAX_EXPONENT_DIGITS = 3;

    /** Every integer of so many digits fits into 64 bits. */
    private static final int DIGITS_OF_ANY_LONG = 18;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final byte[] EMPTY = new byte[0];

    private byte[] in = EMPTY;
    private int base;
    private int end;
    /** The next byte. */
    int at;

    final void begin(byte[] bytes, int start, int length) {
        if (in != bytes) { // mostly the same: storing a reference costs the collector's barrier
            in = bytes;
        }
        base = start;
        at = start;
        end = start + length;
    }

    /** Lets go of the bytes. */
    final void forget() {
        in = EMPTY;
    }

    final byte[] bytes() {
        return in;
    }

    final boolean atEnd() {
        return at == end;
    }

    /** Steps over a number; answers whether it is an integer, which then has 64 bits. */
    final boolean number() throws BadHeaderException {
        int start = at;
        if (in[at] == '-') {
            at++;
        }
        int first = at;
        digits();
        if (in[first] == '0') {
            at = first + 1; // JSON has no leading zeros: what follows is no part of this number
        }
        int digits = at - first;
        boolean integer = true;
        int exponentDigits = 0;
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
            int exponent = at;
            digits();
            exponentDigits = at - exponent;
        }
        boolean fits = integer ? digits <= DIGITS_OF_ANY_LONG || isLong(start) : isFinite(start);
        if (at - start > MAX_NUMBER_BYTES || exponentDigits > MAX_EXPONENT_DIGITS || !fits) {
            at = start;
            throw bad(Kind.BAD_NUMBER, "Unsupported header: a number out of range");
        }
        return integer;
    }

    private void digits() throws BadHeaderException {
        byte[] b = in;
        int limit = end;
        int i = at;
        while (i < limit && b[i] >= '0' && b[i] <= '9') {
            i++;
        }
        if (i == at) {
            throw bad(Kind.BAD_JSON, "Corrupt header: a digit was expected");
        }
        at = i;
    }

    private boolean isFinite(int start) {
        int length = at - start;
        return length <= MAX_NUMBER_BYTES
                && Double.isFinite(Double.parseDouble(new String(in, start, length, StandardCharsets.US_ASCII)));
    }

    private boolean isLong(int start) {
        boolean negative = in[start] == '-';
        int from = negative ? start + 1 : start;
        if (at - from > DIGITS_OF_ANY_LONG + 1) {
            return false;
        }
        long value = 0; // counted downwards, where there is one value more
        for (int i = from; i < at; i++) {
            int digit = in[i] - '0';
            if (value < (Long.MIN_VALUE + digit) / 10) {
                return false;
            }
            value = value * 10 - digit;
        }
        return negative || value != Long.MIN_VALUE;
    }

    /** The value of an integer that {@link #number} let through. */
    static long parseLong(byte[] in, int start, int end) {
        boolean negative = in[start] == '-';
        int i = negative ? start + 1 : start;
        long value = 0;
        for (; i + 8 <= end; i += 8) {
            value = value * 100_000_000 - eightDigits((long) EIGHT.get(in, i));
        }
        for (; i < end; i++) {
            value = value * 10 - (in[i] - '0');
        }
        return negative ? value : -value;
    }

    /** Adds neighbours up: digits to pairs, pairs to fours, fours to the whole. The first digit is the lowest byte. */
    private static long eightDigits(long ascii) {
        long digits = ascii - '0' * ONES;
        long pairs = digits * 10 + (digits >>> 8) & 0x00ff_00ff_00ff_00ffL;
        long fours = pairs * 100 + (pairs >>> 16) & 0x0000_ffff_0000_ffffL;
        return fours * 10_000 + (fours >>> 32) & 0xffff_ffffL;
    }

    final void word(byte[] word) throws BadHeaderException {
        int length = word.length;
        if (length > end - at) {
            at = end;
            throw bad(Kind.BAD_JSON, "Corrupt header: it ends too early");
        }
        for (int i = 0; i < length; i++) {
            if (in[at + i] != word[i]) {
                throw bad(Kind.BAD_JSON, "Corrupt header: a value was expected");
            }
        }
        at += length;
    }

    /** Steps over a string, quotes and all; answers whether it has escapes. */
    final boolean string(int maxBytes, Kind tooLong) throws BadHeaderException {
        byte[] b = in;
        int start = at + 1;
        int i = start;
        boolean escaped = false;
        while (true) {
            i = plain(b, i);
            if (i >= end) {
                at = end;
                throw bad(Kind.BAD_JSON, "Corrupt header: a string without an end");
            }
            byte c = b[i];
            if (c == '"') {
                break;
            }
            at = i;
            if (c == '\\') {
                escaped = true;
                i = escape(i);
            } else if (c < 0) {
                i += utf8(i);
            } else {
                throw bad(Kind.BAD_JSON, "Corrupt header: a bare control character in a string");
            }
        }
        if (i - start > maxBytes) {
            at = start;
            throw problem(tooLong, "Unsupported header: a string too long", i - start, maxBytes);
        }
        at = i + 1;
        return escaped;
    }

    /**
     * The first byte from there on that is a quote, a backslash, a control character or beyond ASCII. Eight bytes are looked
     * at at a time, be the last of them beyond the header's end: then the answer may be, too.
     */
    private static int plain(byte[] b, int from) {
        int i = from;
        for (int last = b.length - 8; i <= last; i += 8) {
            long special = special((long) EIGHT.get(b, i));
            if (special != 0) {
                return i + (Long.numberOfTrailingZeros(special) >>> 3);
            }
        }
        while (i < b.length && b[i] >= ' ' && b[i] != '"' && b[i] != '\\') {
            i++;
        }
        return i;
    }

    /**
     * The high bit of each byte that ends a run of plain characters. A borrow may set it in a byte above the lowest such one
     * too; only the lowest is looked at.
     */
    private static long special(long eight) {
        long quote = (eight ^ '"' * ONES) - ONES;
        long backslash = (eight ^ '\\' * ONES) - ONES;
        long control = eight - ' ' * ONES;
        return (quote | backslash | control | eight) & HIGH_BITS;
    }

    /** The place behind an escape. */
    private int escape(int from) throws BadHeaderException {
        if (from + 1 >= end) {
            throw bad(Kind.BAD_JSON, "Corrupt header: an escape without an end");
        }
        switch (in[from + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return from + 2;
            }
            case 'u' -> {
                char unit = (char) unit(from);
                if (!Character.isSurrogate(unit)) {
                    return from + 6;
                }
                if (Character.isLowSurrogate(unit) || !Character.isLowSurrogate((char) unit(from + 6))) {
                    throw bad(Kind.BAD_UTF8, "Corrupt header: a lone surrogate");
                }
                return from + 12;
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
     * The length of the UTF-8 sequence at that place: RFC 3629, table of section 4, so neither overlong forms nor
     * surrogates nor anything above U+10FFFF.
     */
    private int utf8(int from) throws BadHeaderException {
        int lead = in[from] & 0xff;
        int second = from + 1 < end ? in[from + 1] & 0xff : 0;
        if (lead >= 0xc2 && lead <= 0xdf && trail(second)) {
            return 2;
        }
        int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        boolean secondFits = second >= low && second <= high;
        if (lead >= 0xe0 && lead <= 0xef && secondFits && from + 2 < end && trail(in[from + 2])) {
            return 3;
        }
        if (lead >= 0xf0
                && lead <= 0xf4
                && secondFits
                && from + 3 < end
                && trail(in[from + 2])
                && trail(in[from + 3])) {
            return 4;
        }
        throw bad(Kind.BAD_UTF8, "Corrupt header: not UTF-8");
    }

    private static boolean trail(int b) {
        return (b & 0xc0) == 0x80;
    }

    /** Steps over blanks; answers the byte behind them, which is not stepped over. */
    final int token() throws BadHeaderException {
        byte[] b = in;
        int limit = end;
        int i = at;
        while (i < limit) {
            int c = b[i];
            // one comparison decides, in headers that have no blanks
            if (c > ' ' || c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                at = i;
                return c;
            }
            i++;
        }
        at = i;
        throw bad(Kind.BAD_JSON, "Corrupt header: it ends too early");
    }

    final BadHeaderException bad(Kind kind, String text) {
        return new BadHeaderException(
                Problem.of(kind, Stage.HEADER, text + ", byte " + (at - base) + " of the header"));
    }

    static BadHeaderException problem(Kind kind, String text, long declared, long limit) {
        return new BadHeaderException(Problem.of(kind, Stage.HEADER, text).numbers(declared, limit));
    }
}
