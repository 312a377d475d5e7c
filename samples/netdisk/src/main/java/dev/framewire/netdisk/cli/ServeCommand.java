package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.cli.Syntax.Arg;
import dev.framewire.netdisk.client.HostPort;
import dev.framewire.netdisk.client.TextFile;
import dev.framewire.netdisk.server.Deadlines;
import dev.framewire.netdisk.server.Door;
import dev.framewire.netdisk.server.Server;
import dev.framewire.netdisk.server.ServerOptions;
import dev.framewire.netdisk.server.ServerOptions.Registration;
import dev.framewire.netdisk.server.TlsDoor;
import dev.framewire.netdisk.wire.Sizes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

final class ServeCommand extends Subcommand {
    private static final Set<String> SETTINGS = Set.of(
            "data",
            "listen",
            "users",
            "quota",
            "registration",
            "max-connections",
            "max-sessions-per-user",
            "login-limit",
            "silence-limit",
            "stall-limit",
            "metrics",
            "tls",
            "tls-password-file");

    private static final int MAX_SECONDS = 86_400;

    private final Arg<String> data =
            syntax.option("--data", String.class, "DIR", "the folder of everything; made when missing");
    private final Arg<String> listen =
            syntax.option("--listen", String.class, "HOST:PORT", "default 127.0.0.1:7470; port 0 is any free one");
    private final Arg<String> users =
            syntax.option("--users", String.class, "FILE.xlsx", "the users' sheet (default: DIR/users.xlsx)");
    private final Arg<String> quota =
            syntax.option("--quota", String.class, "SIZE", "of users who have none of their own (default: 10GiB)");
    private final Arg<String> registration = syntax.option(
            "--registration",
            String.class,
            "open|closed",
            "whether strangers may register (default: from this machine only)");
    private final Arg<String> maxConnections =
            syntax.option("--max-connections", String.class, "N", "at once (default: 1024)");
    private final Arg<String> maxSessions =
            syntax.option("--max-sessions-per-user", String.class, "N", "at once (default: 64)");
    private final Arg<String> loginLimit = syntax.option(
            "--login-limit", String.class, "SECONDS", "from connecting to a finished login (default: 60)");
    private final Arg<String> silenceLimit = syntax.option(
            "--silence-limit",
            String.class,
            "SECONDS",
            "a client that sends nothing for so long is cut (default: 300; ours ping each minute)");
    private final Arg<String> stallLimit = syntax.option(
            "--stall-limit",
            String.class,
            "SECONDS",
            "a client that stops in the middle of a message, or does not read, is cut (default: 60)");
    private final Arg<String> metrics = syntax.option(
            "--metrics",
            String.class,
            "PORT",
            "show counters for Prometheus at http://127.0.0.1:PORT/metrics; port 0 is any free one,"
                    + " and the second line says which");
    private final Arg<String> tls = syntax.option(
            "--tls",
            String.class,
            "KEYSTORE",
            "speak TLS with the key and certificate of this PKCS#12 file; clients name",
            "the server tls://HOST:PORT, and its identity is the certificate's fingerprint");
    private final Arg<String> tlsPasswordFile = syntax.option(
            "--tls-password-file",
            String.class,
            "FILE",
            "its first line opens the keystore (else NETDISK_TLS_PASSWORD, else asked)");
    private final Arg<Path> config = syntax.option(
            "--config", Path.class, "FILE", "these options without their dashes, as name = value; a flag wins");

    ServeCommand(Root root) {
        super(
                root,
                "serve",
                "Run the server.",
                "Its first line on stdout, when it is ready:",
                "  netdisk: listening on HOST:PORT, identity SHA256:…",
                "It stops on SIGTERM and on Ctrl-C; what was being transferred can be resumed.");
    }

    @Override
    public Integer call() throws Exception {
        LogLines.install(root.debug());
        Server server;
        try {
            Map<String, String> file = config.value() == null ? Map.of() : settings(config.value());
            ServerOptions options = options(file);
            String keystore = pick(tls, file.get("tls"), null);
            server = keystore == null ? Server.start(options) : Server.start(options, tls(Path.of(keystore), file));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, e.getMessage());
        } catch (NoSuchFileException e) {
            throw e; // said in its own words
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.REFUSED, e.getMessage() == null ? e.toString() : e.getMessage());
        }
        // a signal ends the JVM only when this has returned
        Thread stop = new Thread(
                () -> {
                    try {
                        server.close();
                    } catch (IOException e) {
                        root.screen.say("netdisk: while stopping: " + e.getMessage());
                    }
                },
                "netdisk-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        InetSocketAddress address = server.address();
        root.screen.out.println("netdisk: listening on "
                + new HostPort(address.getAddress().getHostAddress(), address.getPort()) + ", identity "
                + server.fingerprint());
        server.metricsAddress()
                .ifPresent(page -> root.screen.out.println("netdisk: metrics at http://"
                        + new HostPort(page.getAddress().getHostAddress(), page.getPort()) + "/metrics"));
        String unwritten = root.screen.undelivered();
        if (unwritten != null) { // nobody would ever learn where it listens
            throw new CommandFailure(
                    ExitCode.REFUSED, "the line that says where it listens cannot be written: " + unwritten);
        }
        server.awaitStop();
        return ExitCode.DONE;
    }

    private Door tls(Path keystore, Map<String, String> file) throws IOException, CommandFailure {
        String passwordFile = pick(tlsPasswordFile, file.get("tls-password-file"), null);
        char[] password = new Passwords(
                        "--tls-password-file",
                        passwordFile == null ? null : Path.of(passwordFile),
                        "NETDISK_TLS_PASSWORD",
                        System.getenv(),
                        root.screen::askPassword)
                .known("Password of " + keystore + ": ");
        try {
            return TlsDoor.open(keystore, password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private ServerOptions options(Map<String, String> file) throws CommandFailure {
        String folder = pick(data, file.get("data"), null);
        if (folder == null) {
            throw new CommandFailure(ExitCode.USAGE, "which folder? Give --data DIR");
        }
        Path dataFolder = Path.of(folder).toAbsolutePath().normalize();
        HostPort address = HostPort.parseAddress(pick(listen, file.get("listen"), ServerOptions.DEFAULT_LISTEN));
        InetSocketAddress resolved = address.resolve();
        if (resolved.isUnresolved()) {
            throw new IllegalArgumentException("no such host: " + address.host());
        }
        String sheet = pick(users, file.get("users"), null);
        return new ServerOptions(
                dataFolder,
                resolved,
                sheet == null
                        ? dataFolder.resolve("users.xlsx")
                        : Path.of(sheet).toAbsolutePath().normalize(),
                Sizes.parse(pick(quota, file.get("quota"), ServerOptions.DEFAULT_QUOTA)),
                registration(pick(registration, file.get("registration"), "loopback")),
                number("max-connections", maxConnections, file, ServerOptions.DEFAULT_MAX_CONNECTIONS, 1, 1_000_000),
                number(
                        "max-sessions-per-user",
                        maxSessions,
                        file,
                        ServerOptions.DEFAULT_MAX_SESSIONS_PER_USER,
                        1,
                        1_000_000),
                Deadlines.ofSeconds(
                        number("login-limit", loginLimit, file, Deadlines.DEFAULT_LOGIN_SECONDS, 1, MAX_SECONDS),
                        number("silence-limit", silenceLimit, file, Deadlines.DEFAULT_SILENCE_SECONDS, 1, MAX_SECONDS),
                        number("stall-limit", stallLimit, file, Deadlines.DEFAULT_STALL_SECONDS, 1, MAX_SECONDS)),
                number("metrics", metrics, file, -1, 0, 65_535));
    }

    private static Registration registration(String text) {
        return switch (text) {
            case "open" -> Registration.OPEN;
            case "closed" -> Registration.CLOSED;
            case "loopback" -> Registration.LOOPBACK;
            default -> throw new IllegalArgumentException("--registration is open or closed, not '" + text + "'");
        };
    }

    private static int number(String name, Arg<String> flag, Map<String, String> file, int ifAbsent, int min, int max) {
        String text = pick(flag, file.get(name), null);
        if (text == null) {
            return ifAbsent;
        }
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
            throw new IllegalArgumentException(
                    "--" + name + " is a number from " + min + " to " + max + ", not '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private static String pick(Arg<String> flag, String file, String ifAbsent) {
        return flag.value() != null ? flag.value() : file != null ? file : ifAbsent;
    }

    private static Map<String, String> settings(Path file) throws IOException {
        Map<String, String> settings = new HashMap<>();
        List<String> lines = TextFile.lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("=", 2);
            String name = parts[0].strip().toLowerCase(Locale.ROOT);
            if (parts.length < 2 || !SETTINGS.contains(name)) {
                throw new IllegalArgumentException(file + ", line " + (i + 1) + ": no such setting: '" + name + "'");
            }
            settings.put(name, parts[1].strip());
        }
        return settings;
    }
}
