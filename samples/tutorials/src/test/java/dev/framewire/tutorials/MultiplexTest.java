package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.FrameEncoder;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.Header;
import dev.framewire.testtools.NeedsTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultiplexTest {
    @TempDir
    Path scratch;

    @Test
    void manyQuestionsAtOnce() throws IOException {
        try (Program server = Program.serve("multiplex", "serve")) {
            Program client = Program.run("", "multiplex", "client", "--port", server.portText(), "a", "", "你好", "d");
            assertThat(client.out()).isEqualTo("a\n\n你好\nd\n");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 11, 12})
    void everyFrameIsAnsweredHoweverItArrives(long seed) throws IOException {
        try (Program server = Program.serve("multiplex", "serve");
                Chopper chopper = new Chopper(seed, server.port());
                Socket client = new Socket("127.0.0.1", Integer.parseInt(chopper.port()))) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int size = 0; size < 300; size++) {
                frames.writeBytes(FrameEncoder.encode(Header.builder().build(), new byte[size]));
            }
            client.getOutputStream().write(frames.toByteArray());
            FrameReader reader = new FrameReader(client.getInputStream());
            for (int size = 0; size < 300; size++) {
                assertThat(reader.next().readBody(1000)).hasSize(size);
            }
        }
    }

    @Test
    void aClientThatStopsInItsFrameHoldsUpNobody() throws IOException {
        try (Program server = Program.serve("multiplex", "serve");
                Socket slow = new Socket("127.0.0.1", server.port())) {
            byte[] frame = FrameEncoder.encode(Header.builder().build(), "late".getBytes(StandardCharsets.UTF_8));
            slow.getOutputStream().write(frame, 0, frame.length - 1);
            assertThat(Program.run("", "multiplex", "client", "--port", server.portText(), "quick")
                            .out())
                    .isEqualTo("quick\n");
            slow.getOutputStream().write(frame, frame.length - 1, 1);
            assertThat(new FrameReader(slow.getInputStream()).next().readBody(10))
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
        try (Program server = Program.serve("multiplex", "serve");
                Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream().write(new byte[] {0, 0, 0, 2, 0, 0, 0, 0, 0x7f, -1, -1, -1});
            server.saw("multiplex: ");
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
        try (Python server = Python.serve("s10_pictures_server", pictures)) {
            arguments[7] = server.port();
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
