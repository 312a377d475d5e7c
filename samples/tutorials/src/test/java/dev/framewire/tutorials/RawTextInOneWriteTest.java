package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.tutorials.echo.RawEchoServer;
import dev.framewire.tutorials.login.RawLoginServer;
import dev.framewire.tutorials.login.UsersFile;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.sticky.Silence;
import dev.framewire.tutorials.tinyhttp.TinyHttpClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** To the originals without framing, one {@code recv} is one message: so each of ours is one write. */
class RawTextInOneWriteTest {
    @Test
    void anEcho() throws IOException {
        RecordingSocket client = RecordingSocket.saying("x".repeat(1000));
        new RawEchoServer(Silence.none()).serve(client);
        assertThat(client.writes()).hasSize(1);
    }

    @Test
    void aLoginsQuestions(@TempDir Path folder) throws IOException {
        RecordingSocket client = RecordingSocket.saying("bob");
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream());
        new RawLoginServer(new UsersFile(folder.resolve("users.txt")), console, Silence.none()).serve(client);
        assertThat(client.writes())
                .extracting(write -> new String(write, StandardCharsets.UTF_8))
                .containsExactly("welcome; your user name, or Q to leave: ", "password: ");
    }

    @Test
    void aRequestForAPage() throws IOException {
        RecordingSocket server = RecordingSocket.saying("HTTP/1.1 200 OK\r\n\r\n<h1>hello</h1>");
        assertThat(TinyHttpClient.get(server, "/").body())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("<h1>hello</h1>");
        assertThat(server.writes()).hasSize(1);
    }
}
