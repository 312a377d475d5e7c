package dev.framewire.tutorials.command;

import dev.framewire.tutorials.program.Plain;
import dev.framewire.tutorials.program.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What may run. An entry of one word ({@code date}) allows that program with any arguments; an entry of several
 * ({@code git status}) allows exactly that line. A program that runs others ({@code find}, {@code env}, {@code sh}) belongs here
 * as a whole line or not at all.
 */
public final class AllowList {
    private final Set<List<String>> entries;

    private AllowList(Set<List<String>> entries) {
        this.entries = entries;
    }

    /**
     * @param values each the name of a file with an entry a line, or entries between commas
     * @throws Refusal if an entry has an open quotation mark
     */
    public static AllowList of(List<String> values) throws IOException {
        Set<List<String>> entries = new LinkedHashSet<>();
        for (String value : values) {
            List<String> lines = Files.isRegularFile(Path.of(value))
                    ? Files.readAllLines(Path.of(value))
                    : List.of(value.split(","));
            for (String line : lines) {
                List<String> words = line.strip().startsWith("#") ? List.of() : words(line);
                if (!words.isEmpty()) {
                    entries.add(words);
                }
            }
        }
        return new AllowList(entries);
    }

    /** The words of a line that may run. */
    List<String> check(String line) throws Refusal {
        List<String> words = words(line);
        if (words.isEmpty()) {
            throw new Refusal("refused: an empty command");
        }
        if (!entries.contains(words) && !entries.contains(words.subList(0, 1))) {
            throw new Refusal("refused: " + Plain.quoted(line) + " is not on the allow-list");
        }
        return words;
    }

    /** Words between spaces; {@code '…'} and {@code "…"} keep spaces in one. Nothing else is special: no {@code $}, no {@code ;}, no {@code *}. */
    static List<String> words(String line) throws Refusal {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (char c : line.toCharArray()) {
            if (c == 0) {
                throw new Refusal("refused: a zero byte in a command");
            } else if (quote != 0 ? c == quote : c == '\'' || c == '"') {
                quote = quote == 0 ? c : 0;
                word = word == null ? new StringBuilder() : word;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                }
                word = null;
            } else {
                word = (word == null ? new StringBuilder() : word).append(c);
            }
        }
        if (quote != 0) {
            throw new Refusal("refused: a quotation mark is open");
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }
}
