package dev.framewire.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON strings, from and to bytes. */
final class JsonText {
    static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private static final VarHandle TWO = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final short[] PAIRS = pairs();
    private static final long[] TENS = tens();
    private static final int[] SPECIAL = specialCharacters();
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    /** Not 0 for the characters of ASCII that do not stand in a string as they are. */
    private static int[] specialCharacters() {
        int[] special = new int[128];
        Arrays.fill(special, 0, ' ', 1);
        special['"'] = 1;
        special['\\'] = 1;
        return special;
    }

    /** The most bytes that {@link #quote} writes for a string of that many characters. */
    static int quotedBound(int characters) {
        return Math.addExact(Math.multiplyExact(characters, 6), 2);
    }

    /**
     * Writes a string in quotes.
     *
     * @return the position behind the closing quote
     * @throws IllegalArgumentException at a lone surrogate
     */
    static int quote(String text, byte[] out, int at) {
        int length = text.length();
        int from = at + 1;
        int special = 0;
        out[at] = '"';
        // As if none were special, and looked at only at the end: a branch a character costs half as much again.
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            out[from + i] = (byte) c;
            special |= SPECIAL[c & 0x7f] | c >> 7;
        }
        int to = special == 0 ? from + length : quoteSpecial(text, out, from);
        out[to] = '"';
        return to + 1;
    }

    private static int quoteSpecial(String text, byte[] out, int at) {
        int to = at;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                to = beyondAscii(text, i, out, to);
                i += Character.isSurrogate(c) ? 1 : 0;
            } else if (SPECIAL[c] != 0) {
                to = escape(c, out, to);
            } else {
                out[to++] = (byte) c;
            }
        }
        return to;
    }

    /**
     * Writes a whole number.
     *
     * @return the position behind its last digit
     */
    static int decimal(long value, byte[] out, int at) {
        int to = at;
        if (value < 0) {
            out[to++] = '-';
        }
        long rest = value < 0 ? value : -value; // counted downwards, where there is one value more
        int end = to + digits(-rest);
        int from = end;
        while (rest <= Integer.MIN_VALUE) {
            from -= 2;
            TWO.set(out, from, PAIRS[(int) (rest / 100 * 100 - rest)]);
            rest /= 100;
        }
        int small = (int) -rest; // divided several times faster
        while (small >= 10) {
            int hundreds = small / 100;
            from -= 2;
            TWO.set(out, from, PAIRS[small - 100 * hundreds]);
            small = hundreds;
        }
        if (from > to) {
            out[to] = (byte) ('0' + small);
        }
        return end;
    }

    /** The two digits of each number below a hundred, in the order in which they are written. */
    private static short[] pairs() {
        short[] pairs = new short[100];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (short) ('0' + i / 10 | '0' + i % 10 << 8);
        }
        return pairs;
    }

    /** How many digits a number has, from 0 to 2^63: as many as the power of two at or below it, or one more. */
    private static int digits(long magnitude) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(magnitude | 1);
        int digits = bits * 1233 >> 12; // 1233/4096 is the logarithm of 2, exact enough for 64 bits
        return digits < TENS.length && magnitude >= TENS[digits] ? digits + 1 : Math.max(digits, 1);
    }

    private static long[] tens() {
        long[] tens = new long[19];
        tens[0] = 1;
        for (int i = 1; i < tens.length; i++) {
            tens[i] = 10 * tens[i - 1];
        }
        return tens;
    }

    private static int beyondAscii(String text, int i, byte[] out, int at) {
        int point = text.codePointAt(i);
        int to = at;
        if (point < 0x800) {
            out[to++] = (byte) (0xc0 | point >> 6);
        } else if (point < 0x10000) {
            if (Character.isSurrogate((char) point)) {
                throw new IllegalArgumentException("a lone surrogate at character " + i);
            }
            out[to++] = (byte) (0xe0 | point >> 12);
            out[to++] = (byte) (0x80 | point >> 6 & 0x3f);
        } else {
            out[to++] = (byte) (0xf0 | point >> 18);
            out[to++] = (byte) (0x80 | point >> 12 & 0x3f);
            out[to++] = (byte) (0x80 | point >> 6 & 0x3f);
        }
        out[to++] = (byte) (0x80 | point & 0x3f);
        return to;
    }

    /** A character that has to be escaped. */
    private static int escape(char c, byte[] out, int at) {
        int to = at;
        if (c == '"' || c == '\\') {
            out[to++] = '\\';
            out[to++] = (byte) c;
        } else {
            out[to++] = '\\';
            out[to++] = 'u';
            out[to++] = '0';
            out[to++] = '0';
            out[to++] = HEX[c >> 4];
            out[to++] = HEX[c & 15];
        }
        return to;
    }

    /** The UTF-8 of a scanned string that has escapes. The scanner has proved that every escape is whole. */
    static byte[] unescape(byte[] in, int start, int end) {
        byte[] out = new byte[end - start];
        int to = 0;
        int i = start;
        while (i < end) {
            byte b = in[i++];
            if (b != '\\') {
                out[to++] = b;
                continue;
            }
            byte escape = in[i++];
            switch (escape) {
                case 'b' -> out[to++] = '\b';
                case 'f' -> out[to++] = '\f';
                case 'n' -> out[to++] = '\n';
                case 'r' -> out[to++] = '\r';
                case 't' -> out[to++] = '\t';
                case 'u' -> {
                    int point = hex4(in, i);
                    i += 4;
                    if (Character.isHighSurrogate((char) point)) {
                        point = Character.toCodePoint((char) point, (char) hex4(in, i + 2));
                        i += 6;
                    }
                    byte[] utf8 = Character.toString(point).getBytes(StandardCharsets.UTF_8);
                    System.arraycopy(utf8, 0, out, to, utf8.length);
                    to += utf8.length;
                }
                default -> out[to++] = escape;
            }
        }
        return Arrays.copyOf(out, to);
    }

    /** The value of four hexadecimal digits, or -1. */
    static int hex4(byte[] in, int at) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(in[i] & 0xff, 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** At most the first 40 characters of what a peer sent, fit for one line of a log. */
    static String escaped(byte[] in, int start, int end) {
        StringBuilder text = new StringBuilder();
        for (int i = start; i < end && text.length() < 40; i++) {
            int b = in[i] & 0xff;
            if (b >= 0x20 && b < 0x7f && b != '\\') {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02x", b));
            }
        }
        return text.toString();
    }
}
