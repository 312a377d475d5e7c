package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The jar that people run, as processes. */
class TutorialIT {
    private static Process start(String... arguments) throws IOException {
        Path jar = Path.of(System.getProperty("framewire.build", "target"), "tutorials.jar");
        List<String> command = new ArrayList<>(List.of(Tools.java().toString(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return out;
    }

    @Test
    void theListNamesTheLessons() throws Exception {
        assertThat(run("list")).contains("echo", "multiplex", "sticky");
    }

    @Test
    void aServerAndAClientMeet() throws Exception {
        Process server = start("echo", "serve", "--format", "raw", "--port", "0");
        try {
            String line = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            assertThat(line).matches("echo: listening on 127\\.0\\.0\\.1:[0-9]+");
            String port = line.substring(line.lastIndexOf(':') + 1);
            assertThat(run("echo", "client", "--format", "raw", "--port", port, "hello"))
                    .isEqualTo("hello\n");
        } finally {
            server.destroyForcibly().waitFor();
        }
    }
}
