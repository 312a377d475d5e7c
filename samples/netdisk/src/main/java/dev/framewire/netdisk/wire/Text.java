package dev.framewire.netdisk.wire;

/** Makes text of a peer or a file system fit for a terminal and a log: one line, no control sequences, bounded. */
public final class Text {
    private static final int MAX_CHARS = 400;

    private Text() {}

    /** The text with control characters, line ends and half characters as {@code \\u} escapes, cut after 400 characters. */
    public static String printable(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_CHARS) + 8);
        for (int i = 0; i < text.length(); ) {
            if (out.length() > MAX_CHARS) {
                return out.append('…').toString();
            }
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.FORMAT -> {
                    if (c == 0x200d) { // joins the parts of an emoji
                        out.appendCodePoint(c);
                    } else {
                        out.append(String.format("\\u%04x", c));
                    }
                }
                default -> out.appendCodePoint(c);
            }
        }
        return out.toString();
    }
}
