package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.Tools;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * BLAKE3 in JVMs whose second compiler goes about its work in orders drawn by a seed. Words put into a new array by a {@code VarHandle} were
 * left out of it by that of JDK 17 in some of these orders, and once in a great while in the usual one: the hash was all zeros. Threads
 * make each run another; code that did so was caught by about one run in nine.
 */
class StressedCompilerIT {
    @ParameterizedTest
    @ValueSource(ints = {8, 12, 21})
    void theHashIsTheSameWhateverTheCompilerDoes(int seed) throws IOException, InterruptedException {
        String path = System.getProperty("java.class.path", "")
                + File.pathSeparator
                + System.getProperty("jdk.module.path", "");
        Process process = new ProcessBuilder(List.of(
                        Tools.java().toString(),
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:+StressIGVN",
                        "-XX:+StressLCM",
                        "-XX:+StressGCM",
                        "-XX:StressSeed=" + seed,
                        "-cp",
                        path,
                        StressedCompiler.class.getName(),
                        Integer.toString(seed)))
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).isEqualToIgnoringNewLines("all the same");
        } finally {
            process.destroyForcibly();
        }
    }
}
