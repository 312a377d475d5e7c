package dev.framewire.transfer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** The files of one partial. Their name is made of owner and target, so that a client that lost its memory finds it again. */
record PartialName(Path folder, String key) {
    static final String JOURNAL = ".journal";
    static final String NEW = ".new";
    static final String PART = ".part";
    static final String SMALL = ".small";
    static final String PUBLISHED = ".published";
    static final String MANIFEST = ".manifest";

    private static final int KEY_DIGITS = 32;
    /** A file of another name is somebody else's, and never removed. */
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{" + KEY_DIGITS + '}');

    static PartialName of(Path folder, String owner, Path target) {
        byte[] digest = MerkleTree.sha256().digest((owner + '\0' + target).getBytes(StandardCharsets.UTF_8));
        return new PartialName(folder, HexFormat.of().formatHex(digest, 0, 16));
    }

    /** Whose file that is; empty if it is none of ours. */
    static String keyOf(Path file) {
        String text = String.valueOf(file.getFileName());
        if (isSmall(file)) {
            return text.substring(0, KEY_DIGITS);
        }
        for (String suffix : List.of(JOURNAL, JOURNAL + NEW, PART, PUBLISHED, MANIFEST)) {
            if (text.length() == KEY_DIGITS + suffix.length()
                    && text.endsWith(suffix)
                    && KEY.matcher(text).lookingAt()) {
                return text.substring(0, KEY_DIGITS);
            }
        }
        return "";
    }

    /** A file of a pack, before it gets its name. */
    static boolean isSmall(Path file) {
        return String.valueOf(file.getFileName()).matches("[0-9a-f]{32}\\.[0-9]+\\" + SMALL);
    }

    static boolean isManifest(Path file) {
        return file.toString().endsWith(MANIFEST) && !keyOf(file).isEmpty();
    }

    Path journal() {
        return folder.resolve(key + JOURNAL);
    }

    /** A journal being written anew; a crash leaves it, and the next session removes it. */
    Path fresh() {
        return folder.resolve(key + JOURNAL + NEW);
    }

    /** The journal of what was published under this name: it answers a put that is repeated, and knows the file's digests. */
    Path published() {
        return folder.resolve(key + PUBLISHED);
    }

    /** The digests of a file, whoever put it there. */
    Path manifest() {
        return folder.resolve(key + MANIFEST);
    }

    Path part() {
        return folder.resolve(key + PART);
    }
}
