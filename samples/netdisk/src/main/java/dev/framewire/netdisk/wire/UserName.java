package dev.framewire.netdisk.wire;

import java.util.regex.Pattern;

/** The rule for user names. It is narrow because a name is also a folder, a cell of a sheet and a word of a log line. */
public final class UserName {
    /** What the rule says, for error messages. */
    public static final String RULE = "[a-z0-9][a-z0-9._-]{0,31}";

    private static final Pattern FORM = Pattern.compile(RULE);

    private UserName() {}

    /** Whether a name keeps the rule. */
    public static boolean isValid(String name) {
        return FORM.matcher(name).matches();
    }
}
