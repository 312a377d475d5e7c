package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.Tools;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A PostgreSQL of the machine takes our verifiers, and we take its. Not one of the tests that always run: CONTRIBUTING.md,
 * profile {@code postgresql}. The server listens on a Unix socket in a folder of its own, and everything is removed.
 *
 * <p>PostgreSQL refuses to run as the superuser; then its programs run as the user {@code postgres} of Debian's package.
 */
class PostgresqlScram {
    private static final String PORT = "5432"; // of the name of the socket only
    private static final ScramLimits FROM_4096 = new ScramLimits(4_096, ScramLimits.DEFAULT_MAX_ITERATIONS);

    private static Path bin;
    private static Path folder;

    private record Result(int exit, String out) {}

    private static List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(program);
        command.addAll(List.of(arguments));
        return command;
    }

    private static Result run(Map<String, String> environment, List<String> command) throws Exception {
        Path out = Files.createTempFile("postgresql", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(new File("/"))
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile()); // a file: the server that pg_ctl starts keeps a pipe open
            builder.environment().putAll(environment);
            builder.environment().put("PGCLIENTENCODING", "UTF8");
            int exit = builder.start().waitFor();
            return new Result(exit, Files.readString(out).strip());
        } finally {
            Files.delete(out);
        }
    }

    private static String must(List<String> command) throws Exception {
        Result result = run(Map.of(), command);
        assertThat(result.exit()).as("%s: %s", command, result.out()).isZero();
        return result.out();
    }

    @BeforeAll
    static void start() throws Exception {
        bin = bin();
        folder = Path.of(must(command("mktemp", "-d", "/tmp/framewire-postgresql.XXXXXXXX")));
        String data = folder.resolve("data").toString();
        must(command(bin.resolve("initdb").toString(), "-D", data, "-U", "owner", "-A", "trust", "-E", "UTF8", "-N"));
        String rules = "local all owner trust\nlocal all all scram-sha-256\n";
        must(command("sh", "-c", "printf '%s' \"$1\" > \"$2\"", "sh", rules, data + "/pg_hba.conf"));
        String options = "-p " + PORT + " -c listen_addresses= -c fsync=off -c unix_socket_directories=" + folder;
        must(command(
                bin.resolve("pg_ctl").toString(), "-D", data, "-w", "-l", folder + "/log", "-o", options, "start"));
    }

    /** Beside the newest of Debian's, or on the path. */
    private static Path bin() throws IOException {
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                return versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
            }
        }
        Path ctl = Tools.find("pg_ctl").orElseThrow(() -> new IllegalStateException("no pg_ctl: install postgresql"));
        return ctl.toRealPath().getParent();
    }

    @AfterAll
    static void stop() throws Exception {
        if (folder != null) {
            run(
                    Map.of(),
                    command(
                            bin.resolve("pg_ctl").toString(),
                            "-D",
                            folder.resolve("data").toString(),
                            "-m",
                            "immediate",
                            "stop"));
            must(command("rm", "-rf", folder.toString()));
        }
    }

    private static List<String> psql(String user, String sql) {
        return command(
                bin.resolve("psql").toString(),
                "-X",
                "-At",
                "-h",
                folder.toString(),
                "-p",
                PORT,
                "-U",
                user,
                "-d",
                "postgres",
                "-v",
                "ON_ERROR_STOP=1",
                "-c",
                sql);
    }

    private static Result logIn(String user, String password) throws Exception {
        return run(Map.of("PGPASSWORD", password), psql(user, "SELECT current_user"));
    }

    private static void takes(String role, ScramVerifier verifier) throws Exception {
        must(psql("owner", "CREATE ROLE " + role + " LOGIN PASSWORD '" + verifier.encoded() + "'"));
        assertThat(must(psql("owner", "SELECT rolpassword FROM pg_authid WHERE rolname = '" + role + "'")))
                .as("kept as it is, not hashed again")
                .isEqualTo(verifier.encoded());
    }

    @Test
    void itsClientLogsInWithTheVerifierThatWeMade() throws Exception {
        takes("alice", ScramVerifier.derive("pencil".toCharArray(), ScramVerifier.DEFAULT_ITERATIONS));
        assertThat(logIn("alice", "pencil")).isEqualTo(new Result(0, "alice"));
        Result wrong = logIn("alice", "pencils");
        assertThat(wrong.exit()).isNotZero();
        assertThat(wrong.out()).contains("password authentication failed");
    }

    @Test
    void aVerifierIsReplaced() throws Exception {
        takes("bob", ScramVerifier.derive("old".toCharArray(), ScramLimits.DEFAULT_MIN_ITERATIONS));
        ScramVerifier now = ScramVerifier.derive("new".toCharArray(), ScramLimits.DEFAULT_MIN_ITERATIONS);
        must(psql("owner", "ALTER ROLE bob PASSWORD '" + now.encoded() + "'"));
        assertThat(logIn("bob", "old").exit()).isNotZero();
        assertThat(logIn("bob", "new").exit()).isZero();
    }

    @Test
    void bothPreparePasswordsAlike() throws Exception {
        // SASLprep: Ⅸ becomes IX, a soft hyphen goes, a no-break space becomes a space
        String password = "p\u00e4ss \u2168\u00ad\u00a0\u5bc6\u7801";
        takes("carol", ScramVerifier.derive(password.toCharArray(), ScramLimits.DEFAULT_MIN_ITERATIONS));
        assertThat(logIn("carol", password).exit()).isZero();
        assertThat(logIn("carol", "p\u00e4ss IX \u5bc6\u7801").exit()).isZero();
        assertThat(logIn("carol", "pass IX \u5bc6\u7801").exit()).isNotZero();
    }

    @Test
    void weLogInWithTheVerifierThatItMade() throws Exception {
        must(psql("owner", "CREATE ROLE dave LOGIN PASSWORD 'p\u00e4ss \u2168'"));
        ScramVerifier verifier =
                ScramVerifier.parse(must(psql("owner", "SELECT rolpassword FROM pg_authid WHERE rolname = 'dave'")));
        ScramServer server = new ScramServer(
                List.of(),
                ScramTest.config(Map.of("dave", verifier), Map.of(verifier.iterations(), 1)),
                "s".repeat(32));
        try (ScramClient client = new ScramClient(
                null, "dave", "p\u00e4ss IX".toCharArray(), FROM_4096, "c".repeat(32), Pbkdf2.UNCANCELLED)) {
            byte[] proof = client.clientFinal(server.serverFirst(client.clientFirst()));
            client.verify(server.serverFinal(proof));
        }
        assertThat(server.user()).isEqualTo("dave");
    }
}
