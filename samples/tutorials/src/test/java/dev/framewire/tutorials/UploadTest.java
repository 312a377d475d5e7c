package dev.framewire.tutorials;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import dev.framewire.tutorials.sticky.Silence;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {
    @TempDir
    Path scratch;

    private Path landing;
    private Path file;
    private byte[] content;

    @BeforeEach
    void makeAFile() throws IOException {
        landing = Files.createDirectory(scratch.resolve("landing"));
        content = new byte[200_000];
        new Random(7).nextBytes(content);
        file = Files.write(scratch.resolve("照片.bin"), content);
    }

    private Program server(String... more) {
        return Program.serve(Program.words("upload serve --format size-first --dir " + landing, more));
    }

    @Test
    void halfAFileIsNoFile() throws IOException {
        try (Program server = server()) {
            try (Socket client = new Socket("127.0.0.1", server.port())) {
                client.getOutputStream().write("1000".getBytes(StandardCharsets.US_ASCII));
            }
            server.saw("Truncated upload: 0 of 1000 bytes");
            assertThat(landing).isEmptyDirectory();
        }
    }

    @Test
    void aLostPauseIsNoticedWhereItCanBe() throws IOException {
        try (Program server = server();
                Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream().write("5hello".getBytes(StandardCharsets.US_ASCII));
            server.saw("was the pause lost?");
            assertThat(landing).isEmptyDirectory();
        }
    }

    @Test
    void aClaimOverTheLimitIsRefused() throws IOException {
        try (Program server = server("--max-file-bytes", "1000");
                Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream().write("2147483647".getBytes(StandardCharsets.US_ASCII));
            server.saw("refused: \"upload-1\" of 2147483647 bytes; 0 to 1000 are taken");
        }
    }

    @Test
    @NeedsTool("python3")
    void theOriginalsClientMeetsOurServer() throws IOException {
        try (Program server = server()) {
            uploaded(server.port(), server::saw);
        }
    }

    /** The original's client pauses until its file has begun to arrive. */
    private void uploaded(Object port, Consumer<String> saw) throws IOException {
        Path go = scratch.resolve("go");
        try (Python client = Python.serve("s04_upload_client", port, file, go)) {
            patiently().until(() -> landing.toFile().list().length == 1);
            Files.createFile(go);
            assertThat(client.rest()).isEmpty();
        }
        saw.accept("received upload-1, 200000 bytes");
        assertThat(landing.resolve("upload-1")).hasBinaryContent(content);
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    @NeedsTool("python3")
    void theOriginalsClientMeetsOurServerInPieces(long seed) throws IOException {
        try (Chopped server = Chopped.serve(seed, "upload serve --format size-first --dir " + landing)) {
            uploaded(server.port(), server::saw);
        }
    }

    @Test
    @NeedsTool("python3")
    void ourClientMeetsTheOriginalsServer() throws IOException {
        Path arrived = scratch.resolve("arrived");
        try (Python server = Python.serve("s04_upload_server", arrived)) {
            Silence untilItIsRead = new Silence(() -> assertThat(server.line()).isEqualTo("size 200000"));
            String port = server.port();
            Program.run(
                    untilItIsRead,
                    "",
                    Program.words("upload client --format size-first --port " + port, file.toString()));
            assertThat(server.line()).isEqualTo("got 200000");
            assertThat(arrived).hasBinaryContent(content);
        }
    }
}
