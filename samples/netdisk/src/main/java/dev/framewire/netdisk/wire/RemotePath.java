package dev.framewire.netdisk.wire;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A path inside a home, in the one form that travels: names joined by {@code /}, no leading or trailing slash, the home
 * itself being the empty string.
 *
 * <pre>
 *   typed by the user     cwd       on the wire
 *   a/../b//c.txt         /         b/c.txt
 *   ../..                 /x        (empty: the home)
 * </pre>
 *
 * A server accepts the canonical form only; every other spelling is an error, never repaired. So there is one name for a
 * file, and no second parser that could disagree with the first.
 */
public final class RemotePath {
    /** The longest name, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 255;
    /** The longest path, in bytes of UTF-8; it leaves room for the data folder below the usual 4,096 of an operating system. */
    public static final int MAX_PATH_BYTES = 2048;
    /** The most names in one path. */
    public static final int MAX_DEPTH = 64;
    /** The folder of the partials: neither listed nor named, however it is spelled. */
    public static final String PARTIALS = ".xfer";
    /** The home itself. */
    public static final RemotePath HOME = new RemotePath(List.of());

    // Windows opens these as devices in every folder, with any extension and any case
    private static final Pattern DEVICE =
            Pattern.compile("(CON|PRN|AUX|NUL|CLOCK\\$|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3])([. ].*)?");
    // mark the direction of text: they can show "gpj.exe" as "exe.jpg"
    private static final Set<Integer> BIDI = Set.of(
            0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x2028,
            0x2029);

    private final List<String> names;

    private RemotePath(List<String> names) {
        this.names = names;
    }

    /**
     * Reads the canonical form.
     *
     * @throws BadPathException when it is not canonical, or a name in it is not allowed
     */
    public static RemotePath parse(String wire) throws BadPathException {
        if (wire.isEmpty()) {
            return HOME;
        }
        // the claim is checked before anything is split: a path of a million slashes costs one comparison
        if (wire.length() > MAX_PATH_BYTES || wire.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw new BadPathException("the path is longer than " + MAX_PATH_BYTES + " bytes");
        }
        List<String> names = List.of(wire.split("/", -1));
        if (names.size() > MAX_DEPTH) {
            throw new BadPathException("the path has more than " + MAX_DEPTH + " levels");
        }
        for (String name : names) {
            String why = refusal(name);
            if (why != null) {
                throw new BadPathException("name '" + Text.printable(name) + "' is not allowed: " + why);
            }
        }
        return new RemotePath(names);
    }

    /**
     * What the user typed, seen from a folder: {@code .} and {@code ..} are taken out, a leading slash starts at the home,
     * and names are brought to composed form (NFC). {@code ..} stops at the home.
     *
     * @throws BadPathException when a name in it is not allowed
     */
    public RemotePath resolve(String typed) throws BadPathException {
        Deque<String> stack = new ArrayDeque<>(typed.startsWith("/") ? List.of() : names);
        for (String name : typed.split("/", -1)) {
            switch (name) {
                case "", "." -> {}
                case ".." -> stack.pollLast();
                default -> stack.addLast(Normalizer.normalize(name, Normalizer.Form.NFC));
            }
        }
        return parse(String.join("/", stack));
    }

    /** Whether a name read from a directory or received from a peer is one that a path may contain. */
    public static boolean isAllowed(String name) {
        return refusal(name) == null;
    }

    // null when the name is allowed, else the reason
    private static String refusal(String name) {
        if (name.isEmpty()) {
            return "it is empty";
        }
        if (name.equals(".") || name.equals("..")) {
            return "it stands for another folder";
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            return "it is longer than " + MAX_NAME_BYTES + " bytes";
        }
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            int c = name.codePointAt(i);
            if (c == '\\' || c == '/') {
                return "it contains a separator";
            }
            if (c == ':') {
                return "':' names a drive or a stream on Windows";
            }
            if (Character.getType(c) == Character.CONTROL) {
                return "it contains a control character";
            }
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                return "it contains half a character";
            }
            if (BIDI.contains(c)) {
                return "it contains an invisible sign that turns text around";
            }
        }
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
            return "it is not in composed form (NFC)";
        }
        String folded = fold(name);
        if (folded.equals(PARTIALS)) {
            return "it is reserved";
        }
        if (folded.equals(".") || folded.equals("..") || folded.indexOf('/') >= 0 || folded.indexOf('\\') >= 0) {
            return "it looks like a path";
        }
        if (name.endsWith(".") || name.endsWith(" ")) {
            return "Windows drops a dot or a space at the end";
        }
        if (DEVICE.matcher(name.toUpperCase(Locale.ROOT)).matches()) {
            return "it is a device on Windows";
        }
        return null;
    }

    // As the most forgiving file system compares: compatibility forms, no case, and without the signs that take no
    // room.
    // "．xfer" and ".X\u200dFER" are ".xfer" there, and must be refused here too.
    private static String fold(String name) {
        String visible = name.codePoints()
                .filter(c -> Character.getType(c) != Character.FORMAT)
                .filter(c -> c < 0xfe00 || c > 0xfe0f)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        return Normalizer.normalize(visible, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /** The names from the home down; empty for the home itself. */
    public List<String> names() {
        return names;
    }

    /** Whether this is the home itself. */
    public boolean isHome() {
        return names.isEmpty();
    }

    /** The last name, or the empty string for the home. */
    public String name() {
        return names.isEmpty() ? "" : names.get(names.size() - 1);
    }

    /** The folder that holds it; the home's is the home. */
    public RemotePath parent() {
        return names.isEmpty() ? this : new RemotePath(names.subList(0, names.size() - 1));
    }

    /**
     * A path below this one.
     *
     * @throws BadPathException when the canonical form of the result is not allowed
     */
    public RemotePath child(String canonical) throws BadPathException {
        return names.isEmpty() ? parse(canonical) : parse(this + "/" + canonical);
    }

    /** Whether the other path is this one or below it. */
    public boolean contains(RemotePath other) {
        return other.names.size() >= names.size()
                && other.names.subList(0, names.size()).equals(names);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RemotePath that && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    /** The canonical form. */
    @Override
    public String toString() {
        return String.join("/", names);
    }

    /** A path that the rules refuse; the message says which name and why. */
    public static final class BadPathException extends Exception {
        private static final long serialVersionUID = 1;

        BadPathException(String message) {
            super(message);
        }
    }
}
