package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tutorial NAME serve --port P [--dir D] [--format F] [--key-file K]}: the same words for every server, or a reason. */
class ServeOptionsTest {
    @TempDir
    Path scratch;

    /** The options that mean something to each, KEY and DIR standing for a path, and each of its other formats. */
    @ParameterizedTest
    @CsvSource({
        "echo, --format frames --key-file KEY",
        "echo, --format raw",
        "login, --dir DIR --format frames --key-file KEY",
        "login, --dir DIR --format raw",
        "command, --allow echo --dir DIR --format frames --key-file KEY",
        "command, --allow echo --dir DIR --format raw",
        "command, --allow echo --dir DIR --format length",
        "command, --allow echo --dir DIR --format header",
        "upload, --dir DIR --format frames --key-file KEY",
        "upload, --dir DIR --format size-first",
        "upload, --dir DIR --format message",
        "upload, --dir DIR --format dictionary",
        "upload, --dir DIR --format ftp",
        "link-check, --format frames --key-file KEY",
        "link-check, --format tutorial-md5 --secret s",
        "multiplex, --format frames --key-file KEY",
        "multiplex, --format raw",
        "udp-chat, ''",
        "udp-time, ''",
        "tiny-http, --dir DIR",
        "tiny-http, ''"
    })
    void theFirstLineSaysWhereItListens(String name, String options) throws IOException {
        String line = (name + " serve --port 0 " + options)
                .replace("KEY", scratch.resolve("key").toString())
                .replace("DIR", scratch.toString());
        try (Program server = Program.serve(line.split(" "))) {
            assertThat(server.out()).isEqualTo(name + ": listening on 127.0.0.1:" + server.port() + "\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "echo, --dir, neither keeps nor sends files",
        "link-check, --dir, neither keeps nor sends files",
        "multiplex, --dir, neither keeps nor sends files",
        "udp-chat, --dir, neither keeps nor sends files",
        "udp-time, --dir, neither keeps nor sends files",
        "udp-chat, --format, there is one format on this wire",
        "udp-time, --format, there is one format on this wire",
        "tiny-http, --format, there is one format on this wire",
        "udp-chat, --key-file, its clients have no key to prove",
        "udp-time, --key-file, its clients have no key to prove",
        "tiny-http, --key-file, its clients have no key to prove"
    })
    void anOptionThatMeansNothingIsRefusedWithTheReason(String name, String option, String reason) {
        Program server = Program.run("", name, "serve", "--port", "0", option, "x");
        assertThat(server.exit()).isEqualTo(2);
        assertThat(server.out()).isEmpty();
        assertThat(server.err()).contains(option + " means nothing to tutorial " + name + " serve: ", reason);
    }

    /** Whoever names a key believes that it protects something. */
    @ParameterizedTest
    @CsvSource({
        "echo serve --format raw",
        "echo client --port 1 --format raw",
        "login serve --dir DIR --format raw",
        "command serve --allow echo --format length",
        "upload serve --dir DIR --format ftp",
        "upload client --port 1 --format dictionary",
        "link-check serve --format tutorial-md5 --secret s",
        "link-check client --port 1 --format tutorial-md5 --secret s",
        "multiplex serve --format raw",
        "multiplex client --port 1 --format http /x"
    })
    void aKeyIsRefusedWhereTheFormatHasNone(String line) {
        Program program = Program.run(
                "", Program.words(line.replace("DIR", scratch.toString()), "--key-file", scratch.resolve("k") + ""));
        assertThat(program.exit()).isEqualTo(2);
        assertThat(program.out()).isEmpty();
        assertThat(program.err()).contains("--key-file means nothing to", "only the format frames proves a key");
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void aPortThatIsTakenIsSaidInALine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            for (String name : new String[] {"echo", "multiplex", "tiny-http"}) { // udp has ports of its own
                Program server = Program.run(
                        "",
                        Program.words(name + " serve --port " + taken.getLocalPort()
                                + (name.equals("tiny-http") ? "" : " --format raw")));
                assertThat(server.exit()).isEqualTo(1);
                assertThat(server.err())
                        .contains("127.0.0.1:" + taken.getLocalPort())
                        .hasLineCount(1);
            }
        }
    }
}
