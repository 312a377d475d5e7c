package dev.framewire.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program itself, in a process, as {@code benchmarks/run} starts it. */
class InterruptedRunTest {
    private static final Path RAM = Path.of("/dev/shm");

    @TempDir
    Path root;

    @BeforeEach
    void a_jar_that_is_these_classes() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        Path jar = root.resolve("benchmarks/target/benchmarks.jar");
        Files.createDirectories(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream closed = new JarOutputStream(out, manifest)) {
            closed.finish();
        }
    }

    @Test
    void what_was_finished_is_kept_and_the_rest_is_measured() throws IOException, InterruptedException {
        Process first = start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = first.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.contains("  2/2  ")) {
                    first.toHandle().destroy(); // a signal: it may end in the middle, or, if it came late, be over
                }
            }
        }
        first.waitFor();
        List<String> finished = finished();
        assertThat(finished).as("%s", said).isNotEmpty();
        byte[] outcome = Files.readAllBytes(done().resolve(finished.get(0)));

        Process second = start("--continue");
        String text;
        try (BufferedReader lines = second.inputReader()) {
            text = lines.lines().collect(Collectors.joining("\n"));
        }
        assertThat(second.waitFor()).as(text).isZero();
        assertThat(text).contains((2 - finished.size()) + " of 2 are to be measured");
        assertThat(finished()).hasSize(2);
        assertThat(done().resolve(finished.get(0))).hasBinaryContent(outcome);
        assertThat(done().resolve("RESULTS.md"))
                .content()
                .contains("limits/bytes-1GiB", "limits/files-10000x10KiB", "plain copy of the files, BLAKE3");

        for (Process process : List.of(first, second)) {
            String folder = "framewire-benchmarks-" + process.pid();
            assertThat(RAM.resolve(folder)).doesNotExist();
            assertThat(root.resolve(folder)).doesNotExist();
        }
    }

    private Process start(String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + root,
                "-cp",
                root.resolve("benchmarks/target/benchmarks.jar").toString(),
                Main.class.getName(),
                root.toString(),
                "--full",
                "--rehearse",
                "--only",
                "^limits/(bytes|files)-"));
        words.addAll(List.of(more));
        return new ProcessBuilder(words).redirectErrorStream(true).start();
    }

    private Path done() {
        return root.resolve("benchmarks/.run/rehearsal-full");
    }

    private List<String> finished() throws IOException {
        try (Stream<Path> files = Files.list(done())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("limits_") && name.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }
}
