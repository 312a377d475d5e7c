package dev.framewire.framing.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges a header by recursive descent over its characters, with the default limits. */
final class NaiveJson {
    private static final Pattern SPACE = Pattern.compile("[ \\t\\r\\n]*");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final Pattern STRING =
            Pattern.compile("\"((?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*+)\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

    private final String text;
    private int at;
    private int fields;

    private NaiveJson(String text) {
        this.text = text;
    }

    /** The kind of the error in this header, or "" if it is valid. */
    static String fault(byte[] header) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(header))
                    .toString();
            if (text.startsWith("\ufeff")) {
                return "BAD_UTF8";
            }
            NaiveJson json = new NaiveJson(text);
            if (!text.startsWith("{")) {
                return "BAD_JSON";
            }
            json.value(0);
            return json.at == text.length() ? "" : "BAD_JSON";
        } catch (CharacterCodingException e) {
            return "BAD_UTF8";
        } catch (Fault e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void value(int depth) throws Fault {
        if (at < text.length() && (text.charAt(at) == '{' || text.charAt(at) == '[')) {
            container(depth + 1, text.charAt(at) == '{');
        } else if (at < text.length() && text.charAt(at) == '"') {
            string(16 << 10, "VALUE_TOO_LONG");
        } else if (!accept("true") && !accept("false") && !accept("null")) {
            number(match(NUMBER));
        }
    }

    private void container(int depth, boolean object) throws Fault {
        check(depth <= 32, "TOO_DEEP");
        Set<String> names = new HashSet<>();
        at++;
        match(SPACE);
        String close = object ? "}" : "]";
        if (accept(close)) {
            return;
        }
        do {
            match(SPACE);
            if (object) {
                String name = string(256, "NAME_TOO_LONG");
                check(++fields <= 256, "TOO_MANY_FIELDS");
                check(names.add(name), "DUPLICATE_NAME");
                match(SPACE);
                check(accept(":"), "BAD_JSON");
                match(SPACE);
            }
            value(depth);
            match(SPACE);
        } while (accept(","));
        check(accept(close), "BAD_JSON");
    }

    private String string(int maxBytes, String tooLong) throws Fault {
        Matcher matcher = STRING.matcher(text).region(at, text.length());
        check(matcher.lookingAt(), "BAD_JSON");
        at = matcher.end();
        String raw = matcher.group(1);
        String decoded = ESCAPE.matcher(raw).replaceAll(escape -> Matcher.quoteReplacement(decode(escape)));
        check(StandardCharsets.UTF_8.newEncoder().canEncode(decoded), "BAD_UTF8");
        check(raw.getBytes(StandardCharsets.UTF_8).length <= maxBytes, tooLong);
        return decoded;
    }

    private static String decode(java.util.regex.MatchResult escape) {
        if (escape.group(1) != null) {
            return String.valueOf((char) Integer.parseInt(escape.group(1), 16));
        }
        int simple = "\"\\/bfnrt".indexOf(escape.group(2));
        return String.valueOf("\"\\/\b\f\n\r\t".charAt(simple));
    }

    private static void number(String digits) throws Fault {
        check(digits.length() <= 64 && !digits.matches(".*[eE][+-]?[0-9]{4,}"), "BAD_NUMBER");
        try {
            if (digits.matches("-?[0-9]+")) {
                Long.parseLong(digits);
            } else {
                check(Double.isFinite(Double.parseDouble(digits)), "BAD_NUMBER");
            }
        } catch (NumberFormatException e) {
            throw new Fault("BAD_NUMBER");
        }
    }

    private String match(Pattern pattern) throws Fault {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        check(matcher.lookingAt(), "BAD_JSON");
        at = matcher.end();
        return matcher.group();
    }

    private boolean accept(String word) {
        boolean here = text.startsWith(word, at);
        at += here ? word.length() : 0;
        return here;
    }

    private static void check(boolean holds, String otherwise) throws Fault {
        if (!holds) {
            throw new Fault(otherwise);
        }
    }

    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(String kind) {
            super(kind);
        }
    }
}
