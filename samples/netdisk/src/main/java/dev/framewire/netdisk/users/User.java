package dev.framewire.netdisk.users;

/**
 * What is known about a user; a snapshot.
 *
 * @param name the name, which is also the name of the home folder
 * @param quotaBytes the user's own quota, or {@link #DEFAULT_QUOTA} for the server's
 * @param createdMs when the user registered, in milliseconds since 1970
 * @param lastLoginMs the last login, or 0 for never
 * @param disabled whether the user may not log in
 * @param verifier the SCRAM verifier; no password can be read from it
 */
public record User(String name, long quotaBytes, long createdMs, long lastLoginMs, boolean disabled, String verifier) {
    /** A quota cell left empty: the server's default holds. */
    public static final long DEFAULT_QUOTA = -1;

    User withQuota(long bytes) {
        return new User(name, bytes, createdMs, lastLoginMs, disabled, verifier);
    }

    User withDisabled(boolean value) {
        return new User(name, quotaBytes, createdMs, lastLoginMs, value, verifier);
    }

    User withVerifier(String value) {
        return new User(name, quotaBytes, createdMs, lastLoginMs, disabled, value);
    }

    User withLastLogin(long ms) {
        return new User(name, quotaBytes, createdMs, ms, disabled, verifier);
    }

    /** Without the verifier, which does not belong in a log. */
    @Override
    public String toString() {
        return "User[" + name + "]";
    }
}
