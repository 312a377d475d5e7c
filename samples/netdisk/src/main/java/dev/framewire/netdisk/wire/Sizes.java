package dev.framewire.netdisk.wire;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as people write them: {@code 512}, {@code 64K}, {@code 1.5GiB}. Units are powers of 1024 and may be written in
 * either case; {@code KB} and the like are refused, because half the world reads them as 1000.
 */
public final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)\\s*(?:(B)|([KMGT])(?:IB)?)?");
    private static final String UNITS = "KMGT";

    private Sizes() {}

    /**
     * The number of bytes that a text stands for.
     *
     * @throws IllegalArgumentException when it is not a size, or is not a whole number of bytes below 2^63
     */
    public static long parse(String text) {
        Matcher m = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "not a size: '" + text + "' (write 512, 64K, 10MiB, 1.5GiB or 2T; units are powers of 1024)");
        }
        int power = m.group(3) == null ? 0 : UNITS.indexOf(m.group(3)) + 1;
        try {
            return new BigDecimal(m.group(1))
                    .multiply(BigDecimal.valueOf(1L << (10 * power)))
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("not a whole number of bytes below 2^63: '" + text + "'", e);
        }
    }

    /** For people: {@code 0 B}, {@code 999 B}, {@code 1.0 KiB}, {@code 10.0 GiB}. Rounded down, so that a full disk never looks fuller than it is. */
    public static String format(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int power = Math.min((63 - Long.numberOfLeadingZeros(bytes)) / 10, UNITS.length());
        long unit = 1L << (10 * power);
        long tenths = bytes / unit * 10 + bytes % unit * 10 / unit;
        return tenths / 10 + "." + tenths % 10 + " " + UNITS.charAt(power - 1) + "iB";
    }

    /** The shortest text that {@link #parse} reads back as the same number: {@code 10GiB}, {@code 1536KiB}, {@code 1000}. */
    public static String exact(long bytes) {
        for (int power = UNITS.length(); power > 0; power--) {
            long unit = 1L << (10 * power);
            if (bytes != 0 && bytes % unit == 0) {
                return bytes / unit + String.valueOf(UNITS.charAt(power - 1)) + "iB";
            }
        }
        return Long.toString(bytes);
    }
}
