package dev.framewire.transfer;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names of files that a peer may use: none that any operating system would take for a path, a device or another name,
 * wherever this runs. So there is one name for a file, and a jail does not depend on the system below it. A system may still
 * be unable to make such a file, as Windows is with {@code what?.txt}. Stateless.
 */
public final class PortableName {
    /** The longest name, in bytes of UTF-8: the limit of the usual file systems. */
    public static final int MAX_NAME_BYTES = 255;

    // Windows opens these as devices in every folder, with any extension and any case
    private static final Set<String> DEVICES = Set.of("CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$");
    private static final Set<String> NUMBERED_DEVICES = Set.of("COM", "LPT");
    private static final String DEVICE_NUMBERS = "0123456789\u00b9\u00b2\u00b3";
    private static final int NUMBERED_DEVICE_CHARS = 3;
    private static final int MAX_UTF8_BYTES_OF_A_CHAR = 3;
    private static final int MAX_ASCII = 0x7f;
    // mark the direction of text: they can show "gpj.exe" as "exe.jpg"
    private static final Set<Integer> BIDI = Set.of(
            0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x2028,
            0x2029);

    private PortableName() {}

    /**
     * Why a name, which is one component of a path, may not be used.
     *
     * @param name to be looked at
     * @return words that complete "is not allowed: …"; empty if it may be used
     */
    public static Optional<String> refusal(String name) {
        if (name.isEmpty()) {
            return Optional.of("it is empty");
        }
        if (name.equals(".") || name.equals("..")) {
            return Optional.of("it stands for another folder");
        }
        if (name.length() > MAX_NAME_BYTES / MAX_UTF8_BYTES_OF_A_CHAR
                && name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            return Optional.of("it is longer than " + MAX_NAME_BYTES + " bytes");
        }
        Optional<String> sign = signs(name);
        return sign.isPresent() ? sign : spelling(name);
    }

    private static Optional<String> signs(String name) {
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            int c = name.codePointAt(i);
            if (c == '\\' || c == '/') {
                return Optional.of("it contains a separator");
            }
            if (c == ':') {
                return Optional.of("':' names a drive or a stream on Windows");
            }
            if (Character.getType(c) == Character.CONTROL) {
                return Optional.of("it contains a control character");
            }
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                return Optional.of("it contains half a character");
            }
            if (c > MAX_ASCII && BIDI.contains(c)) {
                return Optional.of("it contains an invisible sign that turns text around");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> spelling(String name) {
        if (!isAscii(name)) {
            if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
                return Optional.of("it is not in composed form (NFC)");
            }
            String folded = folded(name);
            if (folded.equals(".") || folded.equals("..") || folded.indexOf('/') >= 0 || folded.indexOf('\\') >= 0) {
                return Optional.of("it looks like a path");
            }
        }
        if (name.endsWith(".") || name.endsWith(" ")) {
            return Optional.of("Windows drops a dot or a space at the end");
        }
        if (isDevice(name)) {
            return Optional.of("it is a device on Windows");
        }
        return Optional.empty();
    }

    private static boolean isDevice(String name) {
        int end = 0;
        while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != ' ') {
            end++;
        }
        String device = name.substring(0, end).toUpperCase(Locale.ROOT);
        int last = device.length() - 1;
        return DEVICES.contains(device)
                || last == NUMBERED_DEVICE_CHARS
                        && DEVICE_NUMBERS.indexOf(device.charAt(last)) >= 0
                        && NUMBERED_DEVICES.contains(device.substring(0, last));
    }

    /** Such a name, as most are, has one form, and folds by its case alone: the tables of Unicode need not be loaded for it. */
    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > MAX_ASCII) {
                return false;
            }
        }
        return true;
    }

    /**
     * The name as the most forgiving file system compares it: compatibility forms, no case, and without the signs that take no
     * room. {@code ．xfer} and {@code .X<ZWJ>FER} are {@code .xfer} there. For comparing with a reserved name.
     *
     * @param name any text
     * @return its folded form, for comparison only
     */
    public static String folded(String name) {
        if (isAscii(name)) {
            return name.toLowerCase(Locale.ROOT);
        }
        String visible = name.codePoints()
                .filter(c -> Character.getType(c) != Character.FORMAT)
                .filter(c -> c < 0xfe00 || c > 0xfe0f) // variation selectors
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        return Normalizer.normalize(visible, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }
}
