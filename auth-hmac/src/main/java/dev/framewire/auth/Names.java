package dev.framewire.auth;

/** The names that travel in handshakes: key ids and identities. */
final class Names {
    static final int MAX_CHARS = 64;

    // Nothing in here needs a JSON escape, looks like another letter, or could be folded: two names are equal exactly
    // when their bytes are.
    private static final String PUNCTUATION = "._:@/+-";

    private Names() {}

    static boolean valid(String name) {
        if (name.isEmpty() || name.length() > MAX_CHARS) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && PUNCTUATION.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The caller's name, or the caller's mistake. */
    static String check(String what, String name) {
        if (!valid(name)) {
            throw new IllegalArgumentException(
                    what + " is not 1 to " + MAX_CHARS + " characters of A-Z a-z 0-9 . _ : @ / + -: \"" + name + '"');
        }
        return name;
    }
}
