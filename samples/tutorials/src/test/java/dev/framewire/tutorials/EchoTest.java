package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import dev.framewire.tutorials.sticky.Silence;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoTest {
    @Test
    void twoQuickWritesAreOneMessage_andThatIsWhatBreaks() throws IOException {
        try (Program server = Program.serve("echo", "serve", "--format", "raw");
                Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream().write("one".getBytes(StandardCharsets.UTF_8));
            client.getOutputStream().write("two".getBytes(StandardCharsets.UTF_8));
            assertThat(client.getInputStream().readNBytes(6)).asString().isEqualTo("onetwo");
        }
    }

    @Test
    void anEmptyMessageIsRefusedInsteadOfHangingBothSides() throws IOException {
        try (Program server = Program.serve("echo", "serve", "--format", "raw")) {
            Program client = Program.run("", "echo", "client", "--format", "raw", "--port", server.portText(), "");
            assertThat(client.exit()).isEqualTo(1);
            assertThat(client.err()).contains("empty");
        }
    }

    @Test
    void aServerSurvivesAClientThatLeaves() throws IOException {
        try (Program server = Program.serve("echo", "serve", "--format", "raw")) {
            Socket rude = new Socket("127.0.0.1", server.port());
            rude.getOutputStream().write(1);
            rude.setSoLinger(true, 0);
            rude.close();
            assertThat(Program.run("", "echo", "client", "--format", "raw", "--port", server.portText(), "hi")
                            .out())
                    .isEqualTo("hi\n");
        }
    }

    @Test
    void aMessageWithoutEndIsCut() throws IOException {
        try (Program server = Program.serve("echo", "serve", "--format", "raw", "--gap-ms", "60000");
                Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream().write(new byte[64 * 1024 + 1]);
            server.saw("Message too long");
        }
    }

    @Test
    @NeedsTool("python3")
    void theOriginalsClientMeetsOurServer() throws IOException {
        try (Program server = Program.serve("echo", "serve", "--format", "raw")) {
            assertThat(Python.run("s01_echo_client", server.port(), "hello", "你好", "x"))
                    .isEqualTo("hello\n你好\nx\n");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @NeedsTool("python3")
    void theOriginalsClientMeetsOurServerInPieces(long seed) throws IOException {
        try (Chopped server = Chopped.serve(seed, "echo serve --format raw")) {
            assertThat(Python.run("s01_echo_client", server.port(), "hello", "你好", "x".repeat(500)))
                    .isEqualTo("hello\n你好\n" + "x".repeat(500) + "\n");
        }
    }

    @Test
    @NeedsTool("python3")
    void ourClientMeetsTheOriginalsServer() throws IOException {
        try (Python server = Python.serve("s01_echo_server")) {
            Program client = Program.run("hello\n你好\n", "echo", "client", "--format", "raw", "--port", server.port());
            assertThat(client.out()).isEqualTo("hello\n你好\n");
        }
    }

    @Test
    @NeedsTool("python3")
    void manyClientsAreServedAtOnce() throws IOException {
        try (Program server = Program.serve("echo", "serve", "--format", "raw")) {
            assertThat(Python.run("s09_concurrent_client", server.port(), 5))
                    .isEqualTo("client 4\nclient 3\nclient 2\nclient 1\nclient 0\n");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {90, 91})
    @NeedsTool("python3")
    void manyClientsInPiecesAreServedAtOnce(long seed) throws IOException {
        try (Chopped server = Chopped.serve(seed, "echo serve --format raw")) {
            assertThat(Python.run("s09_concurrent_client", server.port(), 3))
                    .isEqualTo("client 2\nclient 1\nclient 0\n");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {92, 93})
    @NeedsTool("python3")
    void ourClientMeetsTheOriginalsConcurrentServerInPieces(long seed) throws IOException {
        Silence silence = new Silence();
        try (Python server = Python.serve("s09_concurrent_server", "tcp");
                Chopper chopper = Chopper.ofAnEcho(silence, seed, Integer.parseInt(server.port()))) {
            Program client = Program.run(
                    silence, "", Program.words("echo client --format raw --port " + chopper.port(), "one", "你好"));
            assertThat(client.out()).isEqualTo("one\n你好\n");
        }
    }

    @Test
    @NeedsTool("python3")
    void ourClientMeetsTheOriginalsConcurrentServer() throws IOException {
        try (Python server = Python.serve("s09_concurrent_server", "tcp")) {
            assertThat(Program.run("", "echo", "client", "--format", "raw", "--port", server.port(), "a", "b")
                            .out())
                    .isEqualTo("a\nb\n");
        }
    }
}
