package dev.framewire.tutorials;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import dev.framewire.tutorials.Chopper.Cuts;
import dev.framewire.tutorials.sticky.Silence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The originals' framed parts, cut at every position, one position a connection; the rest of the connection is merged.
 *
 * <p>What the originals write is cut at every byte. What they read is cut wherever they read in a loop. They read lengths, and some headers, with one
 * {@code recv(4)} or {@code recv(n)}, which is their fault and nobody else's to mend: for those positions there is no peer that could help them, and
 * ours does what it can, which is to write each part whole.
 */
@NeedsTool("python3")
class EveryCutTest {
    /** Clients of a sweep that run at the same time. */
    private static final String AT_ONCE = "/8";

    private static final String CONTENT = "not a digit, 行\n and a second line";

    @TempDir
    Path scratch;

    private Path landing;
    private Path file;

    @BeforeEach
    void makeAFile() throws IOException {
        landing = Files.createDirectory(scratch.resolve("landing"));
        file = Files.writeString(scratch.resolve("a.bin"), CONTENT);
    }

    private static Chopper cutClients(int target, List<Integer> positions) throws IOException {
        return new Chopper(target, n -> Cuts.at(positions.get(n)), n -> Cuts.NONE);
    }

    private static Chopper cutServer(int target, List<Integer> positions) throws IOException {
        return new Chopper(target, n -> Cuts.NONE, n -> Cuts.at(positions.get(n)));
    }

    private static List<Integer> positions(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static byte[] uncut(int target, Script client) throws IOException {
        try (Chopper chopper = new Chopper(target, n -> Cuts.NONE, n -> Cuts.NONE)) {
            client.run(chopper.port());
            return chopper.clientsBytes();
        }
    }

    private static byte[] uncutAnswers(Silence silence, int target, Script client) throws IOException {
        try (Chopper chopper = new Chopper(silence, target, n -> Cuts.NONE, n -> Cuts.NONE)) {
            client.run(chopper.port());
            return chopper.serversBytes();
        }
    }

    @FunctionalInterface
    private interface Script {
        void run(String port) throws IOException;
    }

    @ParameterizedTest
    @CsvSource({
        "message, s05_message_client, msg:你好, file:FILE, close",
        "dictionary, s06_dictionary_client, FILE,,",
        "ftp, s07_ftp_client, put, FILE,"
    })
    void theOriginalsUploads(String format, String script, String first, String second, String third)
            throws IOException {
        List<Object> arguments = new ArrayList<>();
        for (String argument : new String[] {first, second, third}) {
            if (argument != null) {
                arguments.add(argument.replace("FILE", file + "=n{}"));
            }
        }
        try (Program server = Program.serve("upload", "serve", "--format", format, "--dir", landing.toString())) {
            int length = uncut(server.port(), port -> {
                        again(1, script, port, arguments);
                        server.saw(third == null ? "received n0000" : "the client is done");
                    })
                    .length;
            server.saw("received n0000, " + file.toFile().length() + " bytes");
            Files.delete(landing.resolve("n0000"));
            List<Integer> cuts = positions(1, length);
            try (Chopper chopper = cutClients(server.port(), cuts)) {
                assertThat(again(cuts.size() + AT_ONCE, script, chopper.port(), arguments))
                        .isEmpty();
                for (int run = 0; run < cuts.size(); run++) {
                    server.saw(String.format("received n%04d, ", run));
                    assertThat(landing.resolve(String.format("n%04d", run)))
                            .as("run %d", run)
                            .hasContent(CONTENT);
                }
            }
            assertThat(server.err()).isEmpty();
        }
    }

    private static String again(Object count, String script, Object port, List<Object> arguments) throws IOException {
        List<Object> all = new ArrayList<>(List.of(count, script, port));
        all.addAll(arguments);
        return Python.run("again", all.toArray());
    }

    @Test
    void theOriginalsSizeAndThenItsBytes() throws IOException {
        Path small = Files.writeString(scratch.resolve("small"), "nine byte");
        List<Integer> cuts = positions(1, 1 + 9);
        Silence silence = new Silence();
        try (Program server =
                        Program.serve(silence, Program.words("upload serve --format size-first --dir " + landing));
                Chopper chopper = new Chopper(silence, server.port(), n -> Cuts.at(cuts.get(n)), n -> Cuts.NONE)) {
            String all = cuts.size() + "/" + cuts.size();
            try (Python clients =
                    Python.serve("again", all, "s04_upload_client", chopper.port(), small, scratch.resolve("go"))) {
                patiently().until(() -> landing.toFile().list().length == cuts.size());
                Files.createFile(scratch.resolve("go"));
                assertThat(clients.rest()).isEmpty();
            }
            for (int n = 1; n <= cuts.size(); n++) {
                server.saw("received upload-" + n + ", ");
                assertThat(landing.resolve("upload-" + n)).hasContent("nine byte");
            }
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    void theOriginalsAnswerToTheLinkCheck() throws IOException {
        List<Integer> cuts = positions(1, 17);
        Silence silence = new Silence(16);
        try (Program server =
                        Program.serve(silence, Program.words("link-check serve --format tutorial-md5 --secret s"));
                Chopper chopper = new Chopper(silence, server.port(), n -> Cuts.at(cuts.get(n)), n -> Cuts.NONE)) {
            // Clients that run at the same time may print their words before one prints its line end.
            assertThat(again(cuts.size() + AT_ONCE, "s08_link_check_client", chopper.port(), List.of("s", "hello"))
                            .replace("\n", ""))
                    .isEqualTo("HELLO".repeat(cuts.size()));
        }
    }

    @Test
    void theOriginalsChallenge() throws IOException {
        List<Integer> cuts = positions(1, 32);
        Silence silence = new Silence(32);
        try (Python server = Python.serve("s08_link_check_server", "s");
                Chopper chopper = new Chopper(
                        silence, Integer.parseInt(server.port()), n -> Cuts.NONE, n -> Cuts.at(cuts.get(n)))) {
            String ask = "link-check client --format tutorial-md5 --secret s --port " + chopper.port();
            for (int cut : cuts) {
                assertThat(Program.run(silence, "", Program.words(ask, "a")).out())
                        .as("cut at %d", cut)
                        .isEqualTo("A\n");
            }
        }
    }

    private static Script asking(String format, StringBuilder answers) {
        return port ->
                answers.append(Program.run("", "command", "client", "--format", format, "--port", port, "echo 你好")
                        .out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "header"})
    void theOriginalsOutputOfACommand(String format) throws IOException {
        try (Python server = Python.serve("s03_command_server", format)) {
            int target = Integer.parseInt(server.port());
            StringBuilder answers = new StringBuilder();
            int length = uncutAnswers(new Silence(), target, asking(format, answers)).length;
            List<Integer> cuts = positions(1, length);
            try (Chopper chopper = cutServer(target, cuts)) {
                for (int i = 0; i < cuts.size(); i++) {
                    asking(format, answers).run(chopper.port());
                }
            }
            assertThat(answers.toString()).isEqualTo("你好\n".repeat(length));
        }
    }

    /** The original reads what it is told of in a loop, and the lengths and the header in one go. */
    @ParameterizedTest
    @ValueSource(strings = {"length", "header"})
    void ourOutputOfACommand(String format) throws IOException {
        List<Object> arguments = List.of(format, "printf 0123456789");
        Silence silence = new Silence();
        try (Program server = Program.serve(
                silence, Program.words("command serve --time-seconds 600 --allow printf --format", format))) {
            Script client = port -> again(1, "s03_command_client", port, arguments);
            int length = uncutAnswers(silence, server.port(), client).length;
            List<Integer> cuts = new ArrayList<>(positions(length - 10, length));
            cuts.add(4);
            try (Chopper chopper = new Chopper(silence, server.port(), n -> Cuts.NONE, n -> Cuts.at(cuts.get(n)))) {
                assertThat(again(cuts.size() + AT_ONCE, "s03_command_client", chopper.port(), arguments))
                        .isEqualTo("0123456789".repeat(cuts.size()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "message, s05_message_server, 'file a.bin,closed'",
        "dictionary, s06_dictionary_server, 'file a.bin 35'",
        "ftp, s07_ftp_server, 'put a.bin 35'"
    })
    void ourUploads(String format, String script, String says) throws IOException {
        String[] upload = {"upload", "client", "--format", format, "--port", "", file.toString()};
        byte[] bytes;
        try (Python server = Python.serve(script, landing)) {
            bytes = uncut(Integer.parseInt(server.port()), port -> {
                upload[5] = port;
                Program.run("", upload);
                for (String line : says.split(",")) {
                    assertThat(server.line()).isEqualTo(line);
                }
            });
        }
        List<Integer> cuts = format.equals("message") ? outsideLengths(bytes) : outsideHeader(bytes);
        assertThat(cuts).hasSizeGreaterThan(CONTENT.length());
        try (Python servers = Python.serve("again", cuts.size(), script, landing)) {
            for (int cut : cuts) {
                Files.delete(landing.resolve("a.bin"));
                try (Chopper chopper = cutClients(Integer.parseInt(servers.port()), List.of(cut))) {
                    upload[5] = chopper.port();
                    assertThat(Program.run("", upload).exit()).isZero();
                    for (String line : says.split(",")) {
                        assertThat(servers.line()).as("cut at %d", cut).isEqualTo(line);
                    }
                    assertThat(landing.resolve("a.bin")).as("cut at %d", cut).hasContent(CONTENT);
                }
            }
        }
    }

    @Test
    void ourSizeAndThenItsBytes() throws IOException {
        Path arrived = scratch.resolve("arrived");
        Path small = Files.writeString(scratch.resolve("small"), "nine byte");
        List<Integer> cuts = positions(1, 1 + 9);
        try (Python servers = Python.serve("again", cuts.size(), "s04_upload_server", arrived)) {
            for (int cut : cuts) {
                Silence untilItIsRead = new Silence(
                        () -> assertThat(servers.line()).as("cut at %d", cut).isEqualTo("size 9"));
                try (Chopper chopper = cutClients(Integer.parseInt(servers.port()), List.of(cut))) {
                    Program.run(
                            untilItIsRead,
                            "",
                            Program.words(
                                    "upload client --format size-first --port " + chopper.port(), small.toString()));
                    assertThat(servers.line()).as("cut at %d", cut).isEqualTo("got 9");
                    assertThat(arrived).hasContent("nine byte");
                }
            }
        }
    }

    /** S6 and S7: | i32 | header | bytes |, of which the bytes are read in a loop. */
    private static List<Integer> outsideHeader(byte[] bytes) {
        List<Integer> cuts = new ArrayList<>(List.of(4));
        cuts.addAll(positions(4 + intAt(bytes, 0), bytes.length));
        return cuts;
    }

    /** S5: parts, each behind an i32, and close; the parts are read in a loop. */
    private static List<Integer> outsideLengths(byte[] bytes) {
        List<Integer> cuts = new ArrayList<>();
        int close = bytes.length - "close".length();
        for (int at = 0; at < close; at += 4 + intAt(bytes, at)) {
            cuts.addAll(positions(at + 4, at + 4 + intAt(bytes, at) + 1));
        }
        assertThat(new String(bytes, close, 5, StandardCharsets.US_ASCII)).isEqualTo("close");
        return cuts;
    }

    private static int intAt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }
}
