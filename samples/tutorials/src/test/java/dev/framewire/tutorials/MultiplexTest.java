package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.auth.HmacClient;
import dev.framewire.auth.SecureSession;
import dev.framewire.auth.SharedKey;
import dev.framewire.framing.FrameEncoder;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.Header;
import dev.framewire.framing.Transport;
import dev.framewire.testtools.NeedsTool;
import dev.framewire.tutorials.Chopper.Cuts;
import dev.framewire.tutorials.sticky.Silence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultiplexTest {
    @TempDir
    Path scratch;

    private String key() {
        return scratch.resolve("tutorial.key").toString();
    }

    private Program serve(String... more) {
        return Program.serve(Program.words("multiplex serve --key-file " + key(), more));
    }

    private Program ask(String port, String... texts) {
        return Program.run("", Program.words("multiplex client --port " + port + " --key-file " + key(), texts));
    }

    /** A client of one thread that proves the key, over a transport of the test's. */
    private SecureSession prove(Socket socket) throws IOException {
        SharedKey shared = SharedKey.parse(Files.readString(Path.of(key())));
        socket.setSoTimeout(180_000);
        return HmacClient.with(shared)
                .expecting("multiplex")
                .deadline(Duration.ofMinutes(10))
                .connect(Transport.of(socket));
    }

    @Test
    void manyQuestionsAtOnce() throws IOException {
        try (Program server = serve()) {
            Program client = ask(server.portText(), "a", "", "你好", "d");
            assertThat(client.exit()).as(client.err()).isZero();
            assertThat(client.out()).isEqualTo("a\n\n你好\nd\n");
            // Every goodbye was said and heard.
            assertThat(ask(server.portText(), "x".repeat(60_000)).out()).hasSize(60_001);
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    void moreQuestionsThanThereArePlaces() throws IOException {
        try (Program server = serve("--max-connections", "1")) {
            assertThat(ask(server.portText(), "a", "b", "c").out()).isEqualTo("a\nb\nc\n");
        }
    }

    @Test
    void anotherKeyIsNotLetIn() throws IOException {
        Path other = scratch.resolve("other.key");
        Program.serve("echo", "serve", "--key-file", other.toString()).close();
        try (Program server = serve()) {
            Program client = Program.run(
                    "", "multiplex", "client", "--key-file", other.toString(), "--port", server.portText(), "a");
            assertThat(client.exit()).isEqualTo(1);
            assertThat(client.out()).isEmpty();
            server.saw("could not prove itself");
            assertThat(ask(server.portText(), "b").out()).isEqualTo("b\n");
        }
    }

    @Test
    void strangersWhoSayNothingHoldUpNobodyInside() throws IOException {
        try (Program server = serve();
                Socket inside = new Socket("127.0.0.1", server.port());
                SecureSession session = prove(inside)) {
            List<Socket> strangers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                strangers.add(new Socket("127.0.0.1", server.port()));
            }
            byte[] frame = FrameEncoder.encode(Header.builder().build(), "here".getBytes(StandardCharsets.UTF_8));
            session.outputStream().write(frame);
            session.outputStream().flush();
            assertThat(new FrameReader(session.inputStream()).next().readBody(10))
                    .asString()
                    .isEqualTo("here");
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void aCutConnectionIsAnErrorAndNotAnEnd() throws IOException {
        try (Program server = serve();
                Socket client = new Socket("127.0.0.1", server.port())) {
            prove(client);
            client.shutdownOutput();
            server.saw("multiplex: Truncated session");
        }
    }

    @Test
    void aChangedRecordEndsItsConnectionAlone() throws IOException {
        try (Program server = serve();
                Socket client = new Socket("127.0.0.1", server.port())) {
            prove(client);
            client.getOutputStream().write(new byte[] {1, 0, 0, 1, 9});
            client.getOutputStream().write(new byte[16]);
            assertThat(client.getInputStream().read()).isNegative();
            server.saw("multiplex: Corrupt record");
            assertThat(ask(server.portText(), "b").out()).isEqualTo("b\n");
        }
    }

    @Test
    void aRecordOf16MiBIsRefusedBeforeItComes() throws IOException {
        try (Program server = serve();
                Socket client = new Socket("127.0.0.1", server.port())) {
            prove(client);
            client.getOutputStream().write(new byte[] {1, -1, -1, -1});
            server.saw("record of 16777215 bytes, limit 65536");
            assertThat(client.getInputStream().read()).isNegative();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 11, 12})
    void everyFrameIsAnsweredHoweverItArrives(long seed) throws IOException {
        try (Program server = serve();
                Chopper chopper = new Chopper(seed, server.port());
                Socket client = new Socket("127.0.0.1", Integer.parseInt(chopper.port()));
                SecureSession session = prove(client)) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int size = 0; size < 300; size++) {
                frames.writeBytes(FrameEncoder.encode(Header.builder().build(), new byte[size]));
            }
            session.outputStream().write(frames.toByteArray());
            session.outputStream().flush();
            FrameReader reader = new FrameReader(session.inputStream());
            for (int size = 0; size < 300; size++) {
                assertThat(reader.next().readBody(1000)).hasSize(size);
            }
        }
    }

    @Test
    void aClientThatStopsInItsFrameHoldsUpNobody() throws IOException {
        try (Program server = serve();
                Socket slow = new Socket("127.0.0.1", server.port());
                SecureSession session = prove(slow)) {
            byte[] frame = FrameEncoder.encode(Header.builder().build(), "late".getBytes(StandardCharsets.UTF_8));
            session.outputStream().write(frame, 0, frame.length - 1);
            session.outputStream().flush();
            assertThat(ask(server.portText(), "quick").out()).isEqualTo("quick\n");
            session.outputStream().write(frame, frame.length - 1, 1);
            session.outputStream().flush();
            assertThat(new FrameReader(session.inputStream()).next().readBody(10))
                    .asString()
                    .isEqualTo("late");
        }
    }

    @Test
    void aConnectionTooManyWaitsForAPlace() throws IOException {
        try (Program server = Program.serve("multiplex", "serve", "--max-connections", "1", "--format", "raw");
                Socket first = new Socket("127.0.0.1", server.port());
                Socket second = new Socket("127.0.0.1", server.port())) {
            first.getOutputStream().write('1');
            assertThat(first.getInputStream().read()).isEqualTo('1');
            second.getOutputStream().write('2');
            first.shutdownOutput();
            assertThat(second.getInputStream().read()).isEqualTo('2');
        }
    }

    @Test
    void aClaimOf2GiBIsRefused() throws IOException {
        try (Program server = serve();
                Socket client = new Socket("127.0.0.1", server.port());
                SecureSession session = prove(client)) {
            session.outputStream().write(new byte[] {0, 0, 0, 2, 0, 0, 0, 0, 0x7f, -1, -1, -1});
            session.outputStream().flush();
            server.saw("declared 2147483647, limit 65536");
            assertThat(client.getInputStream().read()).isNegative();
        }
    }

    @Test
    @NeedsTool("python3")
    void theOriginalsClientMeetsOurServer() throws IOException {
        try (Program server = Program.serve("multiplex", "serve", "--format", "raw")) {
            assertThat(Python.run("s10_select_client", server.port(), "a", "b", "你好")
                            .lines())
                    .containsExactlyInAnyOrder("a", "b", "你好");
        }
    }

    /** What this one reads must come in one piece: it answers a message's beginning and forgets it over the rest. */
    @ParameterizedTest
    @ValueSource(longs = {102, 103})
    @NeedsTool("python3")
    void ourClientMeetsTheOriginalsServerInPieces(long seed) throws IOException {
        Silence silence = new Silence();
        try (Python server = Python.serve("s10_select_server");
                Chopper chopper = new Chopper(
                        silence, Integer.parseInt(server.port()), n -> Cuts.NONE, n -> Cuts.seeded(seed + n))) {
            Program client = Program.run(
                    silence, "", Program.words("echo client --format raw --port " + chopper.port(), "one", "你好"));
            assertThat(client.out()).isEqualTo("one\n你好\n");
        }
    }

    @Test
    @NeedsTool("python3")
    void ourClientMeetsTheOriginalsServer() throws IOException {
        try (Python server = Python.serve("s10_select_server")) {
            assertThat(Program.run("", "echo", "client", "--format", "raw", "--port", server.port(), "a", "b")
                            .out())
                    .isEqualTo("a\nb\n");
        }
    }

    @Test
    @NeedsTool("python3")
    void severalPicturesAreFetchedAtOnce() throws IOException {
        Path pictures = Files.createDirectory(scratch.resolve("pictures"));
        Random random = new Random(1);
        String[] arguments = {
            "multiplex",
            "client",
            "--format",
            "http",
            "--dir",
            scratch.resolve("in").toString(),
            "--port",
            "",
            "/0.png",
            "/1.png",
            "/2.png"
        };
        byte[][] contents = new byte[3][];
        for (int i = 0; i < 3; i++) {
            contents[i] = new byte[random.nextInt(300_000)];
            random.nextBytes(contents[i]);
            Files.write(pictures.resolve(i + ".png"), contents[i]);
        }
        try (Python server = Python.serve("s10_pictures_server", pictures);
                Chopper chopper = Chopper.bothWays(new Silence(), 104, Integer.parseInt(server.port()))) {
            arguments[7] = chopper.port();
            Program client = Program.run("", arguments);
            assertThat(client.exit()).as(client.err()).isZero();
            for (int i = 0; i < 3; i++) {
                assertThat(scratch.resolve("in").resolve(i + ".png")).hasBinaryContent(contents[i]);
            }
            arguments[8] = "/missing.png";
            assertThat(Program.run("", arguments).err()).contains("404");
        }
    }
}
