package dev.framewire.netdisk.wire;

import dev.framewire.transfer.PortableName;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
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
    public static final RemotePath HOME = new RemotePath(List.of());

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
            Optional<String> why = refusal(name);
            if (why.isPresent()) {
                throw new BadPathException("name '" + Text.printable(name) + "' is not allowed: " + why.get());
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
