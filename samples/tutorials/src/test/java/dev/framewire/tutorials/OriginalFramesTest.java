package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import dev.framewire.tutorials.sticky.Silence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The originals' wires that have framing: struct.pack('i', n), S3 b and c, S5 to S8. */
class OriginalFramesTest {
    @TempDir
    Path scratch;

    private Path landing;
    private Path file;
    private byte[] content;

    @BeforeEach
    void makeAFile() throws IOException {
        landing = Files.createDirectory(scratch.resolve("landing"));
        content = new byte[100_000];
        new Random(5).nextBytes(content);
        file = Files.write(scratch.resolve("照片.bin"), content);
    }

    private Program upload(String format) {
        return Program.serve("upload", "serve", "--format", format, "--dir", landing.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "header"})
    @NeedsTool("python3")
    void commandsMeetTheOriginals(String format) throws IOException {
        try (Program server = Program.serve(
                "command", "serve", "--time-seconds", "600", "--format", format, "--allow", "echo,printf")) {
            assertThat(Python.run("s03_command_client", server.port(), format, "printf %01500d 0", "echo 你好", "rm x"))
                    .isEqualTo("0".repeat(1500) + "你好\nrefused: \"rm x\" is not on the allow-list\n");
        }
        try (Python server = Python.serve("s03_command_server", format)) {
            Program client = Program.run(
                    "",
                    "command",
                    "client",
                    "--format",
                    format,
                    "--port",
                    server.port(),
                    "printf %01500d 0; echo",
                    "echo 你好 >&2");
            assertThat(client.out()).as(client.err()).isEqualTo("0".repeat(1500) + "\n你好\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"length, 30", "length, 31", "header, 32", "header, 33"})
    @NeedsTool("python3")
    void commandsMeetTheOriginalsInPieces(String format, long seed) throws IOException {
        try (Chopped server = Chopped.serve(seed, "command serve --time-seconds 600 --allow echo --format", format)) {
            assertThat(Python.run("s03_command_client", server.port(), format, "echo one", "echo 你好"))
                    .isEqualTo("one\n你好\n");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 40, 41, 42})
    @NeedsTool("python3")
    void theOriginalsUploadsArrive(long seed) throws IOException {
        Path empty = Files.write(scratch.resolve("empty"), new byte[0]);
        for (String format : new String[] {"message", "dictionary", "ftp"}) {
            try (Program server = upload(format);
                    Chopper chopper = new Chopper(seed, server.port())) {
                Object port = seed < 0 ? server.port() : chopper.port();
                switch (format) {
                    case "message" ->
                        Python.run("s05_message_client", port, "msg:你好", "file:" + file, "file:" + empty, "close");
                    case "dictionary" -> Python.run("s06_dictionary_client", port, file, empty);
                    default -> Python.run("s07_ftp_client", port, "put", file, empty);
                }
                server.saw("received empty, 0 bytes");
                assertThat(server.out()).contains("received 照片.bin, 100000 bytes");
                if (format.equals("message")) {
                    assertThat(server.out()).contains("message \"你好\"");
                }
                assertThat(server.err()).isEmpty();
            }
            assertThat(landing.resolve("照片.bin")).hasBinaryContent(content);
            assertThat(Files.list(landing)).hasSize(2);
            Files.delete(landing.resolve("照片.bin"));
            Files.delete(landing.resolve("empty"));
        }
    }

    @Test
    @NeedsTool("python3")
    void ourUploadsArriveAtTheOriginals() throws IOException {
        String[][] lines = {
            {"message", "s05_message_server", "msg hello", "file 照片.bin", "closed"},
            {"dictionary", "s06_dictionary_server", "file 照片.bin 100000"},
            {"ftp", "s07_ftp_server", "put 照片.bin 100000"}
        };
        for (String[] line : lines) {
            try (Python server = Python.serve(line[1], landing)) {
                Program client = line[0].equals("message")
                        ? Program.run(
                                "",
                                "upload",
                                "client",
                                "--format",
                                line[0],
                                "--port",
                                server.port(),
                                "--message",
                                "hello",
                                file.toString())
                        : Program.run(
                                "", "upload", "client", "--format", line[0], "--port", server.port(), file.toString());
                assertThat(client.exit()).as(client.err()).isZero();
                for (int i = 2; i < line.length; i++) {
                    assertThat(server.line()).isEqualTo(line[i]);
                }
            }
            assertThat(landing.resolve("照片.bin")).hasBinaryContent(content);
            Files.delete(landing.resolve("照片.bin"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/tmp/evil", ".bashrc", "a\\b"})
    @NeedsTool("python3")
    void aNameThatIsAPathIsRefused(String name) throws IOException {
        try (Program server = upload("message")) {
            Python.run("s05_message_client", server.port(), "file:" + file + "=" + name);
            server.saw("is not a plain file name");
        }
        try (Program server = upload("dictionary")) {
            Python.run("s06_dictionary_client", server.port(), file + "=" + name);
            server.saw("is not a plain file name");
        }
        try (Program server = upload("ftp")) {
            Python.run("s07_ftp_client", server.port(), "put", file + "=" + name);
            server.saw("is not a plain file name");
        }
        assertThat(landing).isEmptyDirectory();
        assertThat(scratch.toFile().list()).containsExactlyInAnyOrder("landing", "照片.bin");
    }

    @Test
    @NeedsTool("python3")
    void anAttributeIsNoCommand() throws IOException {
        try (Program server = upload("ftp")) {
            Python.run("s07_ftp_client", server.port(), "__init__", file);
            server.saw("refused: the command \"__init__\"; there is only put");
        }
    }

    private static final byte[] CLAIM_2_GIB = {-1, -1, -1, 0x7f};

    /** Writes it to a connection of its own, which the server has to end; answers what the server said of it. */
    private static String refusal(Program server, byte[] bytes, int length) throws IOException {
        try (Socket client = new Socket("127.0.0.1", server.port())) {
            client.setSoTimeout(180_000);
            client.getOutputStream().write(bytes, 0, length);
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isNegative();
            String line = "upload: 127.0.0.1:" + client.getLocalPort() + ": ";
            server.saw(line);
            return server.err()
                    .lines()
                    .filter(said -> said.startsWith(line))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "message, refused: a header of 2147483647 bytes; the limit is 65535",
        "dictionary, 'Unsupported header length (declared 2147483647, limit 65535)'",
        "ftp, 'Unsupported header length (declared 2147483647, limit 65535)'"
    })
    void aHeaderOf2GiBIsRefusedBeforeItComes(String format, String error) throws IOException {
        try (Program server = upload(format);
                Socket client = new Socket("127.0.0.1", server.port())) {
            // The claim alone, and the stream stays open: nothing waits for the 2 GiB.
            client.setSoTimeout(180_000);
            client.getOutputStream().write(CLAIM_2_GIB);
            assertThat(client.getInputStream().read()).isNegative();
            server.saw(error);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "dictionary", "ftp"})
    void aNegativeLengthIsRefused(String format) throws IOException {
        try (Program server = upload(format)) {
            assertThat(refusal(server, new byte[] {-1, -1, -1, -1}, 4)).containsPattern("Corrupt (body|header) length");
            assertThat(refusal(server, new byte[] {0, 0, 0, (byte) 0x80}, 4))
                    .containsPattern("Corrupt (body|header) length");
        }
        assertThat(landing).isEmptyDirectory();
    }

    /** A header, and the beginning of five bytes that it announces. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "dictionary, '{\"file_name\": \"a\", \"file_size\": 5, \"file_path\": \"/x\"}', false",
                "ftp, '{\"cmd\": \"put\", \"filename\": \"a\", \"filesize\": 5}', false",
                "message, '{\"msg_type\": \"file\", \"file_name\": \"a\"}', true"
            })
    void halfAFileIsNoFileWhereverItIsCut(String format, String header, boolean lengthBeforeBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(new byte[] {(byte) json.length, 0, 0, 0});
        whole.writeBytes(json);
        whole.writeBytes(lengthBeforeBytes ? new byte[] {5, 0, 0, 0} : new byte[0]);
        whole.writeBytes("hello".getBytes(StandardCharsets.US_ASCII));
        try (Program server = upload(format)) {
            for (int at = 1; at < whole.size(); at++) {
                assertThat(refusal(server, whole.toByteArray(), at))
                        .as("cut at %d", at)
                        .contains("Truncated");
                assertThat(landing).as("cut at %d", at).isEmptyDirectory();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "\5\0\0\0close", ""})
    void closeIsUnderstoodBareAndBehindItsLengthAndUnsaid(String word) throws IOException {
        try (Program server = upload("message");
                Socket client = new Socket("127.0.0.1", server.port())) {
            client.setSoTimeout(180_000);
            client.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            if (word.isEmpty()) {
                client.shutdownOutput();
            }
            assertThat(client.getInputStream().read()).isNegative();
            server.saw("upload: the client is done");
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    void closIsNotClose() throws IOException {
        try (Program server = upload("message")) {
            for (int fifth = 0; fifth < 256; fifth++) {
                if (fifth != 'e') {
                    byte[] almost = {'c', 'l', 'o', 's', (byte) fifth};
                    assertThat(refusal(server, almost, 5))
                            .as("fifth byte %d", fifth)
                            .contains("refused: a header of 1936682083 bytes");
                }
            }
            assertThat(refusal(server, new byte[] {'c', 'l', 'o', 's'}, 4)).contains("Truncated");
            assertThat(server.out()).doesNotContain("the client is done");
        }
    }

    @Test
    @NeedsTool("python3")
    void theLinkCheckMeetsTheOriginals() throws IOException {
        try (Program server = Program.serve(
                "link-check", "serve", "--format", "tutorial-md5", "--secret", "linhaifeng bang bang bang")) {
            assertThat(server.err()).contains("not safe");
            assertThat(Python.run(
                            "s08_link_check_client", server.port(), "linhaifeng bang bang bang", "hello", "你好 abc"))
                    .isEqualTo("HELLO\n你好 ABC\n");
            assertThat(Python.run("s08_link_check_client", server.port(), "wrong", "hello"))
                    .doesNotContain("HELLO");
            server.saw("a wrong answer to the link check");
        }
        try (Python server = Python.serve("s08_link_check_server", "s")) {
            assertThat(Program.run(
                                    "",
                                    "link-check",
                                    "client",
                                    "--format",
                                    "tutorial-md5",
                                    "--secret",
                                    "s",
                                    "--port",
                                    server.port(),
                                    "a",
                                    "b")
                            .out())
                    .isEqualTo("A\nB\n");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {50, 51})
    @NeedsTool("python3")
    void theLinkCheckMeetsTheOriginalsInPieces(long seed) throws IOException {
        try (Chopped server =
                Chopped.serve(new Silence(16), seed, "link-check serve --format tutorial-md5 --secret s")) {
            assertThat(Python.run("s08_link_check_client", server.port(), "s", "hello", "你好 abc"))
                    .isEqualTo("HELLO\n你好 ABC\n");
        }
    }

    @Test
    void aSecretBelongsToTutorialMd5Alone() {
        assertThat(Program.run("", "link-check", "client", "--port", "1", "--secret", "s", "x")
                        .err())
                .contains("tutorial-md5");
        assertThat(Program.run("", "link-check", "client", "--port", "1", "--format", "tutorial-md5", "x")
                        .err())
                .contains("--secret");
    }
}
