package dev.framewire.tutorials.login;

import dev.framewire.auth.ScramUsers;
import dev.framewire.auth.ScramVerifier;
import dev.framewire.tutorials.program.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One user a line: {@code NAME=SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}. Read anew at each login, so it may be edited. */
public final class UsersFile implements ScramUsers {
    /** Letters, digits, and what does not need quoting anywhere. */
    private static final String NAME = "[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,63}";

    private final Path file;

    // Who is not there costs as much time as who is.
    private final PasswordCheck nobody = PasswordCheck.derive("nobody".toCharArray());

    public UsersFile(Path file) {
        this.file = file;
    }

    /**
     * @throws IllegalArgumentException if the name is not one
     * @throws Refusal if it is taken
     */
    public void add(String name, char[] password) throws IOException {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("a user name is 1 to 64 letters, digits, dots, dashes");
        }
        List<String> lines = new ArrayList<>(lines());
        if (lines.stream().anyMatch(line -> line.startsWith(name + "="))) {
            throw new Refusal("there is a user of that name");
        }
        lines.add(name + "="
                + ScramVerifier.derive(password, PasswordCheck.ITERATIONS).encoded());
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        // Made 0600 by createTempFile, and renamed, so that a reader sees the old file or the new one.
        Path next = Files.createTempFile(folder, ".users-", ".part");
        try {
            Files.write(next, lines, StandardCharsets.UTF_8);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    @Override
    public Optional<ScramVerifier> find(String user) {
        try {
            return Optional.ofNullable(line(user)).map(ScramVerifier::parse);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<Integer, Integer> iterationCounts() {
        return Map.of(PasswordCheck.ITERATIONS, 1);
    }

    /** For a password that came in the clear. */
    public boolean check(String name, char[] password) throws IOException {
        String found = line(name);
        boolean right = (found == null ? nobody : PasswordCheck.parse(found)).accepts(password);
        return right && found != null;
    }

    /** Null: no such user. */
    private String line(String name) throws IOException {
        String start = name + "=";
        String found = null;
        for (String line : lines()) {
            if (line.startsWith(start) && name.matches(NAME)) {
                found = line.substring(start.length());
            }
        }
        return found;
    }

    private List<String> lines() throws IOException {
        return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    }
}
