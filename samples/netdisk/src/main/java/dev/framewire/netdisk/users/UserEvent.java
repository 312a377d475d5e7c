package dev.framewire.netdisk.users;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One line of the users' log. Everything in it is ASCII without blanks, so a line is split at its blanks:
 *
 * <pre>
 *   crc32c   seq  what      user   arguments
 *   5d9a01c4 1    add       lin    1760000000000 default SCRAM-SHA-256$600000:…
 *   80b1f3aa 2    quota     lin    5368709120
 *   1c00de91 3    token     lin    9f86d081884c7d65 &lt;sha-256 of the secret&gt; 1762592000000
 * </pre>
 *
 * The checksum covers the rest of the line. A line that was cut by a crash fails it and is left out.
 */
sealed interface UserEvent {
    String user();

    record Added(String user, long createdMs, long quotaBytes, String verifier) implements UserEvent {}

    record PasswordChanged(String user, String verifier) implements UserEvent {}

    record QuotaSet(String user, long bytes) implements UserEvent {}

    record DisabledSet(String user, boolean disabled) implements UserEvent {}

    record LoggedIn(String user, long ms) implements UserEvent {}

    record TokenIssued(String user, String id, String secretHash, long expiresMs) implements UserEvent {}

    record TokenRevoked(String user, String id) implements UserEvent {}

    /** An event and its place in the history, counted from 1. */
    record Line(long seq, UserEvent event) {
        byte[] encode() {
            String rest = seq + " " + words(event);
            return (checksum(rest) + " " + rest + "\n").getBytes(StandardCharsets.US_ASCII);
        }

        /** Empty when the checksum or the form is wrong. */
        static Optional<Line> decode(String line) {
            if (line.length() < 10
                    || line.charAt(8) != ' '
                    || !checksum(line.substring(9)).equals(line.substring(0, 8))) {
                return Optional.empty();
            }
            String[] w = line.substring(9).split(" ", -1);
            try {
                return Optional.of(new Line(Long.parseLong(w[0]), parse(w)));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                return Optional.empty();
            }
        }
    }

    private static String words(UserEvent event) {
        if (event instanceof Added e) {
            return "add " + e.user + " " + e.createdMs + " " + quota(e.quotaBytes) + " " + e.verifier;
        } else if (event instanceof PasswordChanged e) {
            return "password " + e.user + " " + e.verifier;
        } else if (event instanceof QuotaSet e) {
            return "quota " + e.user + " " + quota(e.bytes);
        } else if (event instanceof DisabledSet e) {
            return "disabled " + e.user + " " + e.disabled;
        } else if (event instanceof LoggedIn e) {
            return "login " + e.user + " " + e.ms;
        } else if (event instanceof TokenIssued e) {
            return "token " + e.user + " " + e.id + " " + e.secretHash + " " + e.expiresMs;
        } else if (event instanceof TokenRevoked e) {
            return "revoke " + e.user + " " + e.id;
        }
        throw new AssertionError(event);
    }

    private static UserEvent parse(String[] w) {
        return switch (w[1]) {
            case "add" -> new Added(w[2], Long.parseLong(w[3]), quota(w[4]), w[5]);
            case "password" -> new PasswordChanged(w[2], w[3]);
            case "quota" -> new QuotaSet(w[2], quota(w[3]));
            case "disabled" -> new DisabledSet(w[2], Boolean.parseBoolean(w[3]));
            case "login" -> new LoggedIn(w[2], Long.parseLong(w[3]));
            case "token" -> new TokenIssued(w[2], w[3], w[4], Long.parseLong(w[5]));
            case "revoke" -> new TokenRevoked(w[2], w[3]);
            default -> throw new IllegalArgumentException(w[1]);
        };
    }

    private static String quota(long bytes) {
        return bytes == User.DEFAULT_QUOTA ? "default" : Long.toString(bytes);
    }

    private static long quota(String word) {
        return word.equals("default") ? User.DEFAULT_QUOTA : Long.parseLong(word);
    }

    private static String checksum(String rest) {
        CRC32C crc = new CRC32C();
        crc.update(rest.getBytes(StandardCharsets.US_ASCII));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
