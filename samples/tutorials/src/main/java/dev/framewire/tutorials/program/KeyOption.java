package dev.framewire.tutorials.program;

import dev.framewire.auth.HmacClient;
import dev.framewire.auth.HmacServer;
import dev.framewire.auth.SharedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The key that both ends hold: 32 random bytes in a file, made by the first server that needs it. */
public final class KeyOption {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    @Option(
            names = "--key-file",
            scope = ScopeType.INHERIT,
            paramLabel = "K",
            description = "The shared key; serve makes it where absent (default ~/.framewire/tutorial.key).")
    private Path given;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec lesson;

    private final Duration handshake;

    public KeyOption() {
        this(HmacServer.DEFAULT_DEADLINE);
    }

    /** @param handshake how long proving the key may take; more than the default is for tests on a machine that is busy */
    public KeyOption(Duration handshake) {
        this.handshake = handshake;
    }

    /** Has the clients of that lesson prove the key in the file, or a new one in a new file. */
    public HmacServer server(String lesson) throws IOException {
        if (Files.notExists(file())) {
            make(file());
        }
        return HmacServer.with(read()).as(lesson).deadline(handshake);
    }

    /** Proves the key in the file, and has that lesson's server prove it. */
    public HmacClient client(String lesson) throws IOException {
        return HmacClient.with(read()).expecting(lesson).deadline(handshake);
    }

    private SharedKey read() throws IOException {
        Path keyFile = file();
        String text;
        try {
            if (others(keyFile)) {
                throw new IOException("others may read the key in " + keyFile + ": chmod 600 it");
            }
            text = Files.readString(keyFile, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IOException("no key in " + keyFile + ": start the server first, or copy its key file", e);
        }
        try {
            return SharedKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(keyFile + " is " + e.getMessage(), e);
        }
    }

    /** For a format that has no key: whoever names one would believe that it protects something. */
    public void mustBeAbsent() {
        if (given != null) {
            throw MeaninglessOption.of(lesson, "--key-file", "only the format frames proves a key");
        }
    }

    private Path file() {
        return given != null ? given : Path.of(System.getProperty("user.home"), ".framewire", "tutorial.key");
    }

    private static void make(Path keyFile) throws IOException {
        Path folder = Files.createDirectories(keyFile.toAbsolutePath().getParent());
        Path next = Files.createTempFile(folder, ".key-", ".part"); // 0600 from its first moment
        try {
            Files.writeString(next, SharedKey.generate("tutorial").export() + "\n", StandardCharsets.UTF_8);
            // A link, not a rename: of two servers that start at once the second must not replace the first one's key.
            Files.createLink(keyFile, next);
        } catch (FileAlreadyExistsException e) {
            // Another server was first, and its key is the key.
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static boolean others(Path file) throws IOException {
        return Files.getFileStore(file).supportsFileAttributeView("posix")
                && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file));
    }
}
