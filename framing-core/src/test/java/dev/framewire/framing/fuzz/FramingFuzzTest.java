package dev.framewire.framing.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.testkit.RawFrame;
import dev.framewire.framing.testkit.VectorFile;
import dev.framewire.testtools.Tools;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Replays every input that a fuzzing run once found, and every vector. With the profile {@code fuzz} and
 * {@code JAZZER_FUZZ=1} in the environment it looks for new ones, for {@code FUZZ_SECONDS} (default 60).
 */
class FramingFuzzTest {
    private static final Path FINDINGS = Path.of("src/test/resources/fuzz");

    @Test
    void earlier_findings_stay_fixed() throws Exception {
        try (Stream<Path> files = Files.list(FINDINGS)) {
            for (Path file : files.filter(file -> !file.endsWith("README.md")).toList()) {
                FramingFuzz.fuzzerTestOneInput(Files.readAllBytes(file));
            }
        }
    }

    @Test
    void vectors_pass_in_every_piece_size() {
        for (VectorFile vector : VectorFile.bundled()) {
            for (int first : new int[] {0, 1, 4, 11, 63, 0x40, 0x47, 0x80}) {
                FramingFuzz.fuzzerTestOneInput(RawFrame.join(new byte[] {(byte) first}, vector.bytes()));
            }
        }
        for (String header :
                List.of("{}", "{\"a\":\"\\u00e9\"}", "{\"a\":-0,\"b\":1e5,\"c\":null,\"d\":[true]}", "{", "")) {
            FramingFuzz.fuzzerTestOneInput(FramingFuzz.input(0x80, header));
        }
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS) // it ends by itself, after FUZZ_SECONDS
    void a_fuzzing_run_finds_nothing_new() throws Exception {
        if (!"1".equals(System.getenv("JAZZER_FUZZ"))) {
            return;
        }
        String seconds = System.getenv().getOrDefault("FUZZ_SECONDS", "60");
        Path corpus = Files.createDirectories(Path.of("target/fuzz-corpus"));
        Process jazzer = new ProcessBuilder(
                        Tools.java().toString(),
                        "-cp",
                        System.getProperty("java.class.path")
                                + File.pathSeparator
                                + System.getProperty("jdk.module.path", ""),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + FramingFuzz.class.getName(),
                        "--instrumentation_includes=dev.framewire.**",
                        "--reproducer_path=target",
                        "-artifact_prefix=target/",
                        "-max_total_time=" + seconds,
                        "-max_len=4096",
                        corpus.toString(),
                        FINDINGS.toString())
                .inheritIO()
                .start();
        assertThat(jazzer.waitFor()).isZero();
    }
}
