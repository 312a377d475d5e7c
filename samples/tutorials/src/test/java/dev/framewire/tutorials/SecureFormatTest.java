package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lessons' own format: both ends prove the key, then native frames. */
class SecureFormatTest {
    @TempDir
    Path scratch;

    private String key() {
        return scratch.resolve("tutorial.key").toString();
    }

    private Program client(String lesson, String port, String input, String... arguments) {
        return Program.run(input, Program.words(lesson + " client --port " + port + " --key-file " + key(), arguments));
    }

    @Test
    void theServerMakesAKeyThatOnlyItsOwnerReads() throws IOException {
        try (Program server = Program.serve("echo", "serve", "--key-file", key())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(key()))))
                    .isEqualTo("rw-------");
            String made = Files.readString(Path.of(key()));
            try (Program second = Program.serve("echo", "serve", "--key-file", key())) {
                assertThat(second.port()).isNotEqualTo(server.port());
                assertThat(Path.of(key())).hasContent(made.strip());
            }
            assertThat(scratch.toFile().list()).containsExactly("tutorial.key");
        }
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws IOException {
        try (Program server = Program.serve("echo", "serve", "--key-file", key())) {
            Files.setPosixFilePermissions(Path.of(key()), PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(client("echo", server.portText(), "", "x").err()).contains("chmod 600");
        }
    }

    @Test
    void messagesStayMessages() throws IOException {
        try (Program server = Program.serve("echo", "serve", "--key-file", key())) {
            assertThat(client("echo", server.portText(), "", "a", "", "你好", "x".repeat(5000))
                            .out())
                    .isEqualTo("a\n\n你好\n" + "x".repeat(5000) + "\n");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 21, 22})
    void howeverTheyArrive(long seed) throws IOException {
        try (Program server = Program.serve("echo", "serve", "--key-file", key());
                Chopper chopper = new Chopper(seed, server.port())) {
            assertThat(client("echo", chopper.port(), "", "a", "", "你好").out()).isEqualTo("a\n\n你好\n");
        }
    }

    @Test
    void anotherKeyIsNotLetIn() throws IOException {
        Path other = scratch.resolve("other.key");
        try (Program server = Program.serve("echo", "serve", "--key-file", key());
                Program stranger = Program.serve("echo", "serve", "--key-file", other.toString())) {
            Program client =
                    Program.run("", "echo", "client", "--port", server.portText(), "--key-file", other.toString(), "x");
            assertThat(client.exit()).isEqualTo(1);
            assertThat(client.out()).isEmpty();
            assertThat(stranger.err()).isEmpty();
        }
    }

    @Test
    void oneLessonsServerCannotPassForAnothers() throws IOException {
        try (Program server = Program.serve("echo", "serve", "--key-file", key())) {
            assertThat(client("link-check", server.portText(), "", "x").exit()).isEqualTo(1);
        }
    }

    @Test
    void aBrowserIsTurnedAway() throws IOException {
        try (Program server = Program.serve("echo", "serve", "--key-file", key());
                Socket browser = new Socket("127.0.0.1", server.port())) {
            browser.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            browser.getInputStream().readAllBytes();
            server.saw("echo: 127.0.0.1:");
        }
    }

    @Test
    void commandsAreAnsweredAndRefused() throws IOException {
        try (Program server =
                Program.serve("command", "serve", "--time-seconds", "600", "--key-file", key(), "--allow", "echo")) {
            assertThat(client("command", server.portText(), "", "echo 你好", "rm x", "echo " + "y".repeat(5000), "echo z")
                            .out())
                    .isEqualTo("你好\nrefused: \"rm x\" is not on the allow-list\n" + "y".repeat(5000) + "\nz\n");
        }
    }

    @Test
    void aUserLogsIn() throws IOException {
        Program.run("密码\n", "login", "add", "--dir", scratch.toString(), "小明");
        try (Program server = Program.serve("login", "serve", "--key-file", key(), "--dir", scratch.toString())) {
            assertThat(client("login", server.portText(), "密码\n", "小明").out()).isEqualTo("welcome, 小明\n");
            assertThat(client("login", server.portText(), "wrong\n", "小明").err())
                    .contains("login: wrong");
            assertThat(client("login", server.portText(), "密码\n", "nobody").err())
                    .contains("login: wrong");
        }
    }

    @Test
    void textComesBackInUpperCase() throws IOException {
        try (Program server = Program.serve("link-check", "serve", "--key-file", key())) {
            assertThat(client("link-check", server.portText(), "", "Hello 你好 ß").out())
                    .isEqualTo("HELLO 你好 ß\n");
        }
    }

    @Test
    void aFileArrives() throws IOException {
        Path landing = scratch.resolve("landing");
        byte[] content = new byte[3_000_000];
        new Random(3).nextBytes(content);
        Path file = Files.write(scratch.resolve("照片.bin"), content);
        try (Program server = Program.serve("upload", "serve", "--key-file", key(), "--dir", landing.toString())) {
            Program first = client("upload", server.portText(), "", file.toString());
            assertThat(first.exit()).as(first.err()).isZero();
            assertThat(first.out()).contains("3000000 bytes");
            assertThat(first.err()).contains("] 100%");
            assertThat(landing.resolve("照片.bin")).hasBinaryContent(content);
        }
    }

    @Test
    void anUploadUnderAPathIsRefusedAndTheConnectionGoesOn() throws IOException {
        Path landing = scratch.resolve("landing");
        Path hidden = Files.writeString(scratch.resolve(".profile"), "bad");
        try (Program server = Program.serve("upload", "serve", "--key-file", key(), "--dir", landing.toString())) {
            Program client = client("upload", server.portText(), "", hidden.toString());
            assertThat(client.exit()).isEqualTo(1);
            assertThat(client.err()).contains("not a plain file name");
            assertThat(landing.resolve(".profile")).doesNotExist();
        }
    }
}
