package dev.framewire.tutorials.udp;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/**
 * The codes of C's {@code strftime}, in the C locale, as CPython's {@code time.strftime} gives them on Linux. The flags {@code -} (no padding),
 * {@code _} (spaces), {@code 0} (zeros) and {@code ^} (upper case) are understood; a code that is not known stands for itself.
 *
 * <p>Not understood, and copied as it stands: a width ({@code %10d}), which would let a request of five bytes ask for any size.
 */
final class Strftime {
    private Strftime() {}

    static String format(String format, ZonedDateTime time) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '%') {
                out.append(c);
                continue;
            }
            int start = at - 1;
            char flag = 0;
            while (at < format.length() && "-_0^".indexOf(format.charAt(at)) >= 0) {
                flag = format.charAt(at++);
            }
            char alternative = at < format.length() && "EO".indexOf(format.charAt(at)) >= 0 ? format.charAt(at++) : 0;
            String value = at < format.length() && plainToo(alternative, format.charAt(at))
                    ? code(format.charAt(at), flag, time)
                    : null;
            if (value == null) {
                out.append(format, start, Math.min(at + 1, format.length()));
            } else {
                out.append(flag == '^' ? value.toUpperCase(Locale.ROOT) : value);
            }
            at++;
        }
        return out.toString();
    }

    /** Which codes glibc takes behind %E and %O; in the C locale the alternative form is the plain one. */
    private static boolean plainToo(char alternative, char code) {
        return alternative == 0
                || (alternative == 'E' ? "cCnpPrRstTuxXyYzZ" : "bBCdegGhHIjklmMnpPrRsStTuUVwWyzZ").indexOf(code) >= 0;
    }

    private static String code(char code, char flag, ZonedDateTime t) {
        int hour12 = t.getHour() % 12 == 0 ? 12 : t.getHour() % 12;
        int weekday = t.getDayOfWeek().getValue() % 7;
        int monday = t.getDayOfWeek().getValue();
        int isoYear = t.get(IsoFields.WEEK_BASED_YEAR);
        return switch (code) {
            case 'a' -> t.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'A' -> t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            // Not TextStyle.SHORT: newer JDKs say "Sept".
            case 'b', 'h' ->
                t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH).substring(0, 3);
            case 'B' -> t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'c' -> format("%a %b %e %H:%M:%S %Y", t);
            case 'C' -> number(t.getYear() / 100, 2, '0', flag);
            case 'd' -> number(t.getDayOfMonth(), 2, '0', flag);
            case 'D', 'x' -> format("%m/%d/%y", t);
            case 'e' -> number(t.getDayOfMonth(), 2, ' ', flag);
            case 'F' -> format("%Y-%m-%d", t);
            case 'g' -> number(isoYear % 100, 2, '0', flag);
            case 'G' -> number(isoYear, 1, '0', flag);
            case 'H' -> number(t.getHour(), 2, '0', flag);
            case 'I' -> number(hour12, 2, '0', flag);
            case 'j' -> number(t.getDayOfYear(), 3, '0', flag);
            case 'k' -> number(t.getHour(), 2, ' ', flag);
            case 'l' -> number(hour12, 2, ' ', flag);
            case 'm' -> number(t.getMonthValue(), 2, '0', flag);
            case 'M' -> number(t.getMinute(), 2, '0', flag);
            case 'n' -> "\n";
            case 'p' -> t.getHour() < 12 ? "AM" : "PM";
            case 'P' -> t.getHour() < 12 ? "am" : "pm";
            case 'r' -> format("%I:%M:%S %p", t);
            case 'R' -> format("%H:%M", t);
            case 's' -> Long.toString(t.toEpochSecond());
            case 'S' -> number(t.getSecond(), 2, '0', flag);
            case 't' -> "\t";
            case 'T', 'X' -> format("%H:%M:%S", t);
            case 'u' -> number(monday, 1, '0', flag);
            case 'U' -> number((t.getDayOfYear() + 6 - weekday) / 7, 2, '0', flag);
            case 'V' -> number(t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', flag);
            case 'w' -> number(weekday, 1, '0', flag);
            case 'W' -> number((t.getDayOfYear() + 7 - monday) / 7, 2, '0', flag);
            case 'y' -> number(t.get(ChronoField.YEAR) % 100, 2, '0', flag);
            case 'Y' -> number(t.getYear(), 1, '0', flag);
            case 'z' -> DateTimeFormatter.ofPattern("xx", Locale.ROOT).format(t);
            case 'Z' -> DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(t);
            case '%' -> "%";
            default -> null;
        };
    }

    private static String number(int value, int width, char padding, char flag) {
        String digits = Integer.toString(value);
        char fill = flag == '_' ? ' ' : flag == '0' ? '0' : padding;
        return flag == '-' ? digits : String.valueOf(fill).repeat(Math.max(0, width - digits.length())) + digits;
    }
}
