package dev.framewire.auth;

import java.util.regex.Pattern;

/** The names that travel in handshakes: key ids and identities. */
final class Names {
    static final int MAX_CHARS = 64;

    // Nothing in here needs a JSON escape, looks like another letter, or could be folded: two names are equal exactly
    // when their bytes are.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:@/+-]{1,64}");

    private Names() {}

    static boolean valid(String name) {
        return NAME.matcher(name).matches();
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
