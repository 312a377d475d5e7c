package dev.framewire.framing.dump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.Tools;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the jar itself, alone, as a user does. */
class DumpIT {
    private static final byte[] HELLO = frame("{\"op\":\"put\",\"name\":\"文件\\u001b[2J\u202e\"}", "hello\n");

    @TempDir
    private Path folder;

    @Test
    void prints_each_frame_and_the_end() throws Exception {
        Path file = Files.write(folder.resolve("capture.bin"), join(HELLO, frame("{}", "")));

        Run run = run(new byte[0], "dump", file.toString());

        assertThat(run.printed).isEqualTo("""
                        frame 0  header @12 40 B, body @52 6 B
                            {"op":"put","name":"文件\\u001b[2J\\u{202e}"}
                            68 65 6c 6c 6f 0a  |hello.|
                        frame 1  header @70 2 B, body @72 0 B
                            {}
                        end @72, 2 frames
                        """);
        assertThat(run.status).isZero();
    }

    @Test
    void prints_the_reason_of_an_error_and_what_the_peer_probably_did() throws Exception {
        Run run = run("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII), "dump", "-");

        assertThat(run.printed).contains("ERROR @0 frame 0 WRONG_PROTOCOL").contains("hint: this peer speaks HTTP");
        assertThat(run.status).isEqualTo(1);
    }

    @Test
    void goes_on_behind_a_bad_header_and_shows_what_came_of_a_cut_frame() throws Exception {
        byte[] cut = Arrays.copyOf(HELLO, HELLO.length - 3);
        Run run = run(join(frame("[]", ""), cut), "dump", "-");

        assertThat(run.printed)
                .contains("BAD_JSON in its HEADER")
                .contains("this frame is skipped")
                .contains("|hel|")
                .contains("TRUNCATED in its BODY");
        assertThat(run.status).isEqualTo(1);
    }

    @Test
    void reads_the_other_formats() throws Exception {
        byte[] header = "{\"size\":2}".getBytes(StandardCharsets.US_ASCII);
        byte[] carried = join(new byte[] {10, 0, 0, 0}, header, new byte[] {'h', 'i'});
        assertThat(run(carried, "dump", "--format", "carried:le:size", "-").printed)
                .contains("|hi|")
                .contains("end @16");
        byte[] plain = {0, 2, 'h', 'i'};
        assertThat(run(plain, "dump", "--format", "plain:2:be", "-").printed).contains("|hi|");
        byte[] python = {0, 0, 0, 2, 'h', 'i'};
        assertThat(run(python, "dump", "--format", "python", "-").printed).contains("|hi|");
    }

    @Test
    void explains_itself_instead_of_guessing() throws Exception {
        assertThat(run(new byte[0], "--help").status).isZero();
        for (String[] arguments : new String[][] {
            {}, {"dump"}, {"dump", "a", "b"}, {"dump", "--listen", "1"}, {"dump", "--format", "x", "-"}, {"print", "-"}
        }) {
            Run run = run(new byte[0], arguments);
            assertThat(run.status).as(String.join(" ", arguments)).isEqualTo(2);
            assertThat(run.printed).contains("usage:");
        }
        assertThat(run(new byte[0], "dump", folder.resolve("none").toString()).status)
                .isEqualTo(3);
    }

    @Test
    void passes_a_connection_on_unchanged_and_prints_both_directions() throws Exception {
        byte[] garbage = "no frame at all".getBytes(StandardCharsets.US_ASCII);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process proxy = start(
                    "dump", "--listen", "0", "--connect", "localhost:" + server.getLocalPort(), "--connections", "1");
            try {
                BufferedReader printed =
                        new BufferedReader(new InputStreamReader(proxy.getInputStream(), StandardCharsets.UTF_8));
                String first = printed.readLine();
                assertThat(first).startsWith("listening on 127.0.0.1:");
                int port = Integer.parseInt(first.replaceFirst(".*127\\.0\\.0\\.1:([0-9]+),.*", "$1"));
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                        Socket accepted = server.accept()) {
                    client.getOutputStream().write(HELLO);
                    client.shutdownOutput();
                    assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(HELLO);
                    accepted.getOutputStream().write(garbage);
                    accepted.shutdownOutput();
                    assertThat(client.getInputStream().readAllBytes()).isEqualTo(garbage);
                }
                String rest = printed.lines().collect(Collectors.joining("\n"));
                assertThat(rest)
                        .contains("#1 >> frame 0  header @12 40 B")
                        .contains("#1 << ERROR @0 frame 0 WRONG_PROTOCOL");
                assertThat(proxy.waitFor()).isZero();
            } finally {
                proxy.destroyForcibly();
            }
        }
    }

    private record Run(int status, String printed) {}

    // the kit is in another jar, and this test runs beside the one that is published
    private static byte[] frame(String header, String body) {
        byte[] head = header.getBytes(StandardCharsets.UTF_8);
        byte[] rest = body.getBytes(StandardCharsets.UTF_8);
        return join(
                ByteBuffer.allocate(12).putInt(head.length).putLong(rest.length).array(), head, rest);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static Process start(String... arguments) throws Exception {
        String version = System.getProperty("framewire.version");
        Path jar = Path.of(System.getProperty("framewire.build"), "framing-core-" + version + ".jar");
        List<String> command = new ArrayList<>(List.of(Tools.java().toString(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static Run run(byte[] input, String... arguments) throws Exception {
        Process process = start(arguments);
        try (var in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException e) {
            // a command that has enough does not read on
        }
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), printed);
    }
}
