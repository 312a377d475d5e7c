package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
    @TempDir
    static Path dir;

    /** Once: what makes a password slow to guess makes it slow to add. */
    @BeforeAll
    static void addUsers() {
        assertThat(Program.run("s3cret\n", "login", "add", "--dir", dir.toString(), "bob")
                        .exit())
                .isZero();
        assertThat(Program.run("密码\n", "login", "add", "--dir", dir.toString(), "小明")
                        .exit())
                .isZero();
    }

    private static Program server() {
        return Program.serve("login", "serve", "--format", "raw", "--dir", dir.toString());
    }

    @Test
    void thePasswordIsNotInTheUsersFile() throws IOException {
        Path users = dir.resolve("users.txt");
        assertThat(Files.readString(users))
                .contains("bob=SCRAM-SHA-256$100000:")
                .doesNotContain("s3cret")
                .doesNotContain("密码");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(users)))
                .isEqualTo("rw-------");
    }

    @Test
    void aUserIsAddedOnce() {
        Program again = Program.run("other\n", "login", "add", "--dir", dir.toString(), "bob");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("there is a user of that name");
    }

    @Test
    void ourClientLogsIn() throws IOException {
        try (Program server = server()) {
            Program client =
                    Program.run("s3cret\n", "login", "client", "--format", "raw", "--port", server.portText(), "bob");
            assertThat(client.out()).isEqualTo("welcome, bob\n");
            Program wrong =
                    Program.run("secret\n", "login", "client", "--format", "raw", "--port", server.portText(), "bob");
            assertThat(wrong.exit()).isEqualTo(1);
            Program nobody =
                    Program.run("s3cret\n", "login", "client", "--format", "raw", "--port", server.portText(), "alice");
            assertThat(nobody.err()).contains("wrong");
            assertThat(server.err()).contains("in the clear").doesNotContain("s3cret");
        }
    }

    @Test
    @NeedsTool("python3")
    void theOriginalsClientTriesUntilItIsRight() throws IOException {
        try (Program server = server()) {
            assertThat(Python.run("s02_login_client", server.port(), "bob", "wrong", "小明", "密码"))
                    .contains("wrong; ")
                    .endsWith("welcome, 小明\n");
            assertThat(Python.run("s02_login_client", server.port(), "bob", "wrong", "Q"))
                    .doesNotContain("welcome, ");
        }
    }

    @Test
    @NeedsTool("python3")
    void nobodyTriesForEver() throws IOException {
        try (Program server = server()) {
            assertThat(Python.run("s02_login_client", server.port(), "a", "1", "a", "2", "a", "3", "a", "4", "a", "5"))
                    .endsWith("wrong; goodbye\n");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 9})
    @NeedsTool("python3")
    void theOriginalsClientMeetsOurServerInPieces(long seed) throws IOException {
        try (Chopped server = Chopped.serve(seed, "login serve --format raw --dir " + dir)) {
            assertThat(Python.run("s02_login_client", server.port(), "bob", "s3cret"))
                    .endsWith("welcome, bob\n");
        }
    }

    @Test
    @NeedsTool("python3")
    void ourClientMeetsTheOriginalsServer() throws IOException {
        try (Python server = Python.serve("s02_login_server")) {
            assertThat(Program.run("密码\n", "login", "client", "--format", "raw", "--port", server.port(), "小明")
                            .out())
                    .isEqualTo("welcome, 小明\n");
        }
    }
}
