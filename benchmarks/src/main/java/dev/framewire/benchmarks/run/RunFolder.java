package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Json;
import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.figures.OutcomeJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The finished measurements of a run, one file each. A file is there whole or not at all. */
final class RunFolder {
    private static final String SUFFIX = ".json";

    private final Path folder;

    RunFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    Path folder() {
        return folder;
    }

    /** Forgets a measurement. */
    void forget(String id) throws IOException {
        Files.deleteIfExists(file(id));
    }

    /** An outcome, if that measurement is finished. A file that cannot be read counts as not there. */
    Optional<Outcome> find(String id) throws IOException {
        Path file = file(id);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(OutcomeJson.outcome(Json.read(Files.readString(file))));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Those of them that are finished, in that order. */
    Map<String, Outcome> find(Collection<String> ids) throws IOException {
        Map<String, Outcome> found = new LinkedHashMap<>();
        for (String id : ids) {
            find(id).ifPresent(outcome -> found.put(id, outcome));
        }
        return found;
    }

    void save(Outcome outcome) throws IOException {
        replace(file(outcome.id()), Json.write(OutcomeJson.of(outcome)));
    }

    private Path file(String id) {
        return folder.resolve(id.replaceAll("[^A-Za-z0-9@.-]", "_") + SUFFIX);
    }

    /** Writes a file beside its target, forces it, and gives it the name. */
    static void replace(Path target, String text) throws IOException {
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
