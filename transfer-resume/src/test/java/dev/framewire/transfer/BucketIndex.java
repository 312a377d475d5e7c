package dev.framewire.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link BucketStore} knows of one name, in an object of some lines.
 *
 * <pre>
 *   last 7
 *   session 5e88489…  7          one for each owner that has one; a number is never given twice
 *   content NAME/contents/5 3000001 6d65      its owner in hexadecimal
 * </pre>
 *
 * @param last the number that was given last
 * @param sessions the one that is alive, of each owner
 * @param content what has the name
 * @param tag of the object; null if there is none yet
 */
record BucketIndex(
        long last,
        Map<String, Long> sessions,
        Optional<Named> content,
        @Nullable String tag) {
    static final BucketIndex EMPTY = new BucketIndex(0, Map.of(), Optional.empty(), null);

    /** The content that has the name. */
    record Named(String key, long size, String owner) {}

    static BucketIndex parse(Bucket.Tagged found) throws IOException {
        long last = 0;
        Map<String, Long> sessions = new TreeMap<>();
        Optional<Named> content = Optional.empty();
        for (String line : new String(found.bytes(), StandardCharsets.UTF_8).split("\n")) {
            String[] words = line.split(" ", 4);
            switch (words[0]) {
                case "last" -> last = Long.parseLong(words[1]);
                case "session" -> sessions.put(words[1], Long.parseLong(words[2]));
                case "content" -> content = Optional.of(new Named(words[1], Long.parseLong(words[2]), text(words[3])));
                default -> throw new IOException("no index of uploads: " + line);
            }
        }
        return new BucketIndex(last, sessions, content, found.tag());
    }

    byte[] bytes() {
        StringBuilder lines = new StringBuilder("last " + last);
        sessions.forEach((owner, number) ->
                lines.append("\nsession ").append(owner).append(' ').append(number));
        content.ifPresent(c -> lines.append("\ncontent " + c.key() + ' ' + c.size() + ' ' + hex(c.owner())));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }

    boolean has(String owner, long number) {
        return sessions.getOrDefault(owner, -1L) == number;
    }

    /** Whether an object is the content, or may become it. */
    boolean mayName(String key) {
        return content.filter(c -> c.key().equals(key)).isPresent()
                || sessions.values().stream().anyMatch(number -> key.endsWith("/" + number));
    }

    /** The session of that owner whose content has the name; −1 if it is not that owner's. */
    long completed(String owner) {
        return content.filter(c -> c.owner().equals(owner))
                .map(c -> Long.parseLong(c.key().substring(c.key().lastIndexOf('/') + 1)))
                .orElse(-1L);
    }

    BucketIndex begun(String owner) {
        Map<String, Long> next = new TreeMap<>(sessions);
        next.put(owner, last + 1);
        return new BucketIndex(last + 1, next, content, tag);
    }

    BucketIndex ended(String owner) {
        Map<String, Long> next = new TreeMap<>(sessions);
        next.remove(owner);
        return new BucketIndex(last, next, content, tag);
    }

    BucketIndex named(Named what, String owner) {
        return new BucketIndex(last, ended(owner).sessions(), Optional.of(what), tag);
    }
}
