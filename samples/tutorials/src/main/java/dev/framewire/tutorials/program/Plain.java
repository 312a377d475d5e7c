package dev.framewire.tutorials.program;

/** A peer's text made fit for a terminal or a log: a peer must not be able to move our cursor or write our log lines. */
public final class Plain {
    /** A quotation is cut here, so that an error does not become as long as what caused it. */
    public static final int MAX_QUOTED_CHARS = 120;

    private Plain() {}

    /** Control characters other than line end and tab become {@code ?}. */
    public static String text(String peer) {
        StringBuilder plain = new StringBuilder(peer.length());
        peer.codePoints().forEach(c -> plain.appendCodePoint(harmless(c) || c == '\n' || c == '\t' ? c : '?'));
        return plain.toString();
    }

    /** One line, in quotation marks, at most {@link #MAX_QUOTED_CHARS} long. */
    public static String quoted(String peer) {
        StringBuilder plain = new StringBuilder("\"");
        peer.codePoints().limit(MAX_QUOTED_CHARS).forEach(c -> plain.appendCodePoint(harmless(c) ? c : '?'));
        return plain.append(peer.codePointCount(0, peer.length()) > MAX_QUOTED_CHARS ? "\"…" : "\"")
                .toString();
    }

    // Format characters count as control characters: they hold the ones that turn text around (U+202E).
    private static boolean harmless(int c) {
        int type = Character.getType(c);
        return !Character.isISOControl(c)
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
