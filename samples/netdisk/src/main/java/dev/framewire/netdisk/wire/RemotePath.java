package dev.framewire.netdisk.wire;

import dev.framewire.transfer.PortableName;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

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
    /** The longest path, in bytes of UTF-8; it leaves room for the data folder below the usual 4,096 of an operating system. */
    public static final int MAX_PATH_BYTES = 2048;
    /** The most names in one path. */
    public static final int MAX_DEPTH = 64;
    /** The folder of the partials: neither listed nor named, however it is spelled. */
    public static final String PARTIALS = ".xfer";
    /** The home itself. */
    public static final RemotePath HOME = new RemotePath("", List.of());

    private static final int MAX_UTF8_BYTES_OF_A_CHAR = 3;

    /** The canonical form: many are asked for it more than once. */
    private final String text;

    private final List<String> names;

    private RemotePath(String text, List<String> names) {
        this.text = text;
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
        requireLength(wire); // before anything is split: a path of a million slashes costs one comparison
        List<String> names = split(wire);
        requireDepth(names);
        for (String name : names) {
            requireAllowed(name);
        }
        return new RemotePath(wire, names);
    }

    private static void requireLength(String wire) throws BadPathException {
        if (wire.length() > MAX_PATH_BYTES
                || wire.length() > MAX_PATH_BYTES / MAX_UTF8_BYTES_OF_A_CHAR
                        && wire.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw new BadPathException("the path is longer than " + MAX_PATH_BYTES + " bytes");
        }
    }

    private static void requireDepth(List<String> names) throws BadPathException {
        if (names.size() > MAX_DEPTH) {
            throw new BadPathException("the path has more than " + MAX_DEPTH + " levels");
        }
    }

    private static void requireAllowed(String name) throws BadPathException {
        Optional<String> why = refusal(name);
        if (why.isPresent()) {
            throw new BadPathException("name '" + Text.printable(name) + "' is not allowed: " + why.get());
        }
    }

    /** At every slash; without one it is one name. Not by {@link String#split}, whose many cases take the compiler long. */
    private static List<String> split(String text) {
        List<String> names = new ArrayList<>();
        int from = 0;
        for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', from)) {
            names.add(text.substring(from, slash));
            from = slash + 1;
        }
        names.add(text.substring(from));
        return Collections.unmodifiableList(names);
    }

    /**
     * What the user typed, seen from a folder: {@code .} and {@code ..} are taken out, a leading slash starts at the home,
     * and names are brought to composed form (NFC). {@code ..} stops at the home.
     *
     * @throws BadPathException when a name in it is not allowed
     */
    public RemotePath resolve(String typed) throws BadPathException {
        Deque<String> stack = new ArrayDeque<>(typed.startsWith("/") ? List.of() : names);
        for (String name : split(typed)) {
            switch (name) {
                case "", "." -> {}
                case ".." -> stack.pollLast();
                default -> stack.addLast(Normalizer.normalize(name, Normalizer.Form.NFC));
            }
        }
        return parse(String.join("/", stack));
    }

    /**
     * The path of a file or folder in this one. The name, as a file system gives it, is brought to composed form (NFC).
     *
     * @throws BadPathException when the name is not allowed, or the path with it
     */
    public RemotePath entry(String name) throws BadPathException {
        String composed = Normalizer.isNormalized(name, Normalizer.Form.NFC)
                ? name
                : Normalizer.normalize(name, Normalizer.Form.NFC);
        String below = names.isEmpty() ? composed : text + '/' + composed;
        requireLength(below);
        List<String> all = new ArrayList<>(names.size() + 1);
        all.addAll(names);
        all.add(composed);
        requireDepth(all);
        requireAllowed(composed);
        return new RemotePath(below, Collections.unmodifiableList(all));
    }

    /** Whether a name read from a directory or received from a peer is one that a path may contain. */
    public static boolean isAllowed(String name) {
        return refusal(name).isEmpty();
    }

    private static Optional<String> refusal(String name) {
        return PortableName.folded(name).equals(PARTIALS) ? Optional.of("it is reserved") : PortableName.refusal(name);
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
        return names.size() <= 1
                ? HOME
                : new RemotePath(text.substring(0, text.lastIndexOf('/')), names.subList(0, names.size() - 1));
    }

    /**
     * A path below this one.
     *
     * @throws BadPathException when the canonical form of the result is not allowed
     */
    public RemotePath child(String canonical) throws BadPathException {
        return names.isEmpty() ? parse(canonical) : parse(text + '/' + canonical);
    }

    /** Whether the other path is this one or below it. */
    public boolean contains(RemotePath other) {
        return other.names.size() >= names.size()
                && other.names.subList(0, names.size()).equals(names);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RemotePath that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The canonical form. */
    @Override
    public String toString() {
        return text;
    }

    /** A path that the rules refuse; the message says which name and why. */
    public static final class BadPathException extends Exception {
        private static final long serialVersionUID = 1;

        BadPathException(String message) {
            super(message);
        }
    }
}
