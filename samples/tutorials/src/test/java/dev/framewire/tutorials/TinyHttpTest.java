package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
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

class TinyHttpTest {
    private static String ask(Program server, String request) throws IOException {
        try (Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void ourClientMeetsOurServer() throws IOException {
        try (Program server = Program.serve("tiny-http", "serve")) {
            Program client = Program.run("", "tiny-http", "client", "--port", server.portText(), "/");
            assertThat(client.out()).isEqualTo("<h1>hello from Framewire</h1>\n");
            assertThat(client.err()).contains("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aFolderIsServedToBeRead(@TempDir Path folder) throws IOException {
        byte[] picture = new byte[300_000];
        new Random(1).nextBytes(picture);
        Files.write(folder.resolve("a.png"), picture);
        Path in = folder.resolve("in");
        try (Program server = Program.serve("tiny-http", "serve", "--dir", folder.toString())) {
            Program client = Program.run(
                    "",
                    "multiplex",
                    "client",
                    "--format",
                    "http",
                    "--port",
                    server.portText(),
                    "--dir",
                    in.toString(),
                    "/a.png");
            assertThat(client.exit()).as(client.err()).isZero();
            assertThat(in.resolve("a.png")).hasBinaryContent(picture);
            assertThat(ask(server, "HEAD /a.png HTTP/1.1\r\n\r\n"))
                    .contains("Content-Type: image/png\r\n", "Content-Length: 300000\r\n")
                    .endsWith("\r\n\r\n");
            assertThat(ask(server, "GET /../etc/passwd HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 404 ");
            assertThat(ask(server, "PUT /a.png HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 405 ");
            assertThat(ask(server, "DELETE /a.png HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 405 ");
            assertThat(folder.resolve("a.png")).hasBinaryContent(picture);
        }
    }

    @Test
    void whatIsNoRequestIsToldSo() throws IOException {
        try (Program server = Program.serve("tiny-http", "serve")) {
            assertThat(ask(server, "hello\r\n\r\n")).startsWith("HTTP/1.1 400 ");
            assertThat(ask(server, "POST / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 405 ");
            assertThat(ask(server, "GET / HTTP/1.1\r\nA: " + "x".repeat(9000) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431 ");
            assertThat(ask(server, "HEAD / HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\n");
            assertThat(ask(server, "GET / HTTP/1.1\r\n\n\r\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {13, 14, 15})
    @NeedsTool("python3")
    void aRequestInPiecesIsOneRequest(long seed) throws IOException {
        try (Program server = Program.serve("tiny-http", "serve");
                Chopper chopper = new Chopper(seed, server.port())) {
            assertThat(Python.run("s13_http_client", chopper.port(), "/"))
                    .isEqualTo("200 OK\n<h1>hello from Framewire</h1>\n");
        }
    }

    @Test
    @NeedsTool("python3")
    void ourClientMeetsTheOriginalsServer() throws IOException {
        try (Python server = Python.serve("s13_http_server")) {
            assertThat(Program.run("", "tiny-http", "client", "--port", server.port())
                            .out())
                    .isEqualTo("<h1>hello</h1>\n");
        }
    }
}
