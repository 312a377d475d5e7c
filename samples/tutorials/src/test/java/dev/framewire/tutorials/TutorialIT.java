package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.HeldLine;
import dev.framewire.testtools.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that people run, as processes. */
class TutorialIT {
    @TempDir
    Path scratch;

    private static Process start(String... arguments) throws IOException {
        return start(ProcessBuilder.Redirect.INHERIT, arguments);
    }

    private static Process start(ProcessBuilder.Redirect err, String... arguments) throws IOException {
        Path jar = Path.of(System.getProperty("framewire.build", "target"), "tutorials.jar");
        List<String> command = new ArrayList<>(List.of(Tools.java().toString(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(err).start();
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
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

    @Test
    void anUploadThatIsKilledGoesOnWhereItWas() throws Exception {
        byte[] content = new byte[16_000_000];
        new Random(9).nextBytes(content);
        Path file = Files.write(scratch.resolve("big.bin"), content);
        Path landing = scratch.resolve("landing");
        String key = scratch.resolve("key").toString();
        Process server = start("upload", "serve", "--dir", landing.toString(), "--key-file", key);
        try {
            String first = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            String port = first.substring(first.lastIndexOf(':') + 1);
            HeldLine line = new HeldLine(Integer.parseInt(port), 4_000_000);
            Process client = start(
                    ProcessBuilder.Redirect.PIPE,
                    "upload",
                    "client",
                    "--port",
                    String.valueOf(line.port()),
                    "--key-file",
                    key,
                    file.toString());
            StringBuilder bar = new StringBuilder();
            int c;
            while (!bar.toString().matches("(?s).*\\] [1-6][0-9]%.*")
                    && (c = client.getErrorStream().read()) >= 0) {
                bar.append((char) c);
            }
            assertThat(bar.toString()).matches("(?s).*\\] [1-6][0-9]%");
            client.destroyForcibly().waitFor();
            line.close();
            assertThat(landing.resolve("big.bin")).doesNotExist();
            String again = run("upload", "client", "--port", port, "--key-file", key, file.toString());
            assertThat(again)
                    .matches("upload: sent big.bin, 16000000 bytes, of which [1-9][0-9]{5,} were there already\n");
            assertThat(landing.resolve("big.bin")).hasBinaryContent(content);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }
}
