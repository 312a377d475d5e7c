package dev.framewire.auth;

import java.nio.CharBuffer;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * SASLprep for stored strings (RFC 4013): two spellings of one name or password become one, and what cannot be typed
 * twice alike is refused.
 *
 * <p>The steps, in this order: refuse what Unicode 3.2 does not assign, map, normalize (NFKC), prohibit, check the
 * direction of the text. The last two look at the <em>normalized</em> string: U+0340 becomes U+0300 and is fine,
 * while a check before normalization would refuse it.
 */
final class SaslPrep {
    // RFC 3454 C.1.2; before B.1, so that U+200B, which is in both, becomes a space
    private static final CodePointSet TO_SPACE = CodePointSet.parse("a0 1680 2000-200b 202f 205f 3000");
    // RFC 3454 B.1
    private static final CodePointSet TO_NOTHING =
            CodePointSet.parse("ad 34f 1806 180b-180d 200b-200d 2060 fe00-fe0f feff");

    // RFC 3454 C.1.2, C.2.1, C.2.2 and C.3 to C.9, merged
    private static final CodePointSet PROHIBITED = CodePointSet.parse("0-1f 7f-a0 340-341 6dd 70f 1680 180e 2000-200f"
            + " 2028-202f 205f-2063 206a-206f 2ff0-2ffb 3000 d800-f8ff fdd0-fdef feff fff9-ffff 1d173-1d17a"
            + " 1fffe-1ffff 2fffe-2ffff 3fffe-3ffff 4fffe-4ffff 5fffe-5ffff 6fffe-6ffff 7fffe-7ffff 8fffe-8ffff"
            + " 9fffe-9ffff afffe-affff bfffe-bffff cfffe-cffff dfffe-dffff e0001 e0020-e007f efffe-10ffff");

    private SaslPrep() {}

    /**
     * Prepares a user name.
     *
     * @throws IllegalArgumentException RFC 4013 refuses it or nothing is left of it; the message names the code point only
     */
    static String prepare(String text) {
        char[] prepared = prepare(text.toCharArray());
        return new String(prepared);
    }

    /**
     * Prepares a password. The caller wipes both arrays. A password outside ASCII also passes through one
     * {@code String} of the JDK's normalizer, which nobody can wipe.
     *
     * @throws IllegalArgumentException as above: a message that is not for a log
     */
    static char[] prepare(char[] text) {
        char[] prepared = isPrintableAscii(text) ? text.clone() : prepareUnicode(text);
        if (prepared.length == 0) {
            throw new IllegalArgumentException("nothing is left after SASLprep");
        }
        return prepared;
    }

    private static boolean isPrintableAscii(char[] text) {
        for (char c : text) {
            if (c < 0x20 || c > 0x7e) {
                return false;
            }
        }
        return true;
    }

    private static char[] prepareUnicode(char[] text) {
        char[] mapped = map(text);
        String normalized;
        try {
            normalized = Normalizer.normalize(CharBuffer.wrap(mapped), Normalizer.Form.NFKC);
        } finally {
            Secrets.wipe(mapped);
        }
        prohibit(normalized);
        checkDirection(normalized);
        return normalized.toCharArray();
    }

    /** RFC 4013 §2.1, and §2.5 on the way: a later platform may decompose what Unicode 3.2 would have passed through. */
    private static char[] map(char[] text) {
        char[] mapped = new char[text.length];
        try {
            int length = 0;
            for (int i = 0, step; i < text.length; i += step) {
                int c = Character.codePointAt(text, i);
                step = Character.charCount(c);
                if (Unicode32.isUnassigned(c)) {
                    throw refused(c, "is not assigned in Unicode 3.2");
                }
                if (TO_SPACE.contains(c)) {
                    mapped[length++] = ' ';
                } else if (!TO_NOTHING.contains(c)) {
                    length += Character.toChars(c, mapped, length);
                }
            }
            return Arrays.copyOf(mapped, length);
        } finally {
            Secrets.wipe(mapped);
        }
    }

    /** RFC 4013 §2.3. */
    private static void prohibit(String text) {
        text.codePoints().filter(PROHIBITED::contains).findFirst().ifPresent(c -> {
            throw refused(c, "is prohibited");
        });
    }

    /** RFC 3454 §6: text that runs right to left contains nothing that runs left to right, and begins and ends so. */
    private static void checkDirection(String text) {
        if (text.codePoints().noneMatch(Unicode32::isRightToLeft)) {
            return;
        }
        text.codePoints().filter(Unicode32::isLeftToRight).findFirst().ifPresent(c -> {
            throw refused(c, "runs left to right in a right-to-left text");
        });
        int head = text.codePointAt(0);
        int tail = text.codePointBefore(text.length());
        if (!Unicode32.isRightToLeft(head) || !Unicode32.isRightToLeft(tail)) {
            throw refused(Unicode32.isRightToLeft(head) ? tail : head, "stands at an end of a right-to-left text");
        }
    }

    private static IllegalArgumentException refused(int codePoint, String why) {
        return new IllegalArgumentException(String.format("U+%04X %s (RFC 4013)", codePoint, why));
    }
}
