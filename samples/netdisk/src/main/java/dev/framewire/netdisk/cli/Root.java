package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.cli.Syntax.Arg;
import dev.framewire.netdisk.cli.Syntax.Flag;
import dev.framewire.netdisk.client.ClientFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The {@code netdisk} command with the options that every client command takes. */
public final class Root implements Callable<Integer> {
    private static final String[] FOOTER = {
        "",
        "The server and the user may also come from NETDISK_SERVER and NETDISK_USER, or from the config file.",
        "Exit codes: 0 done, 1 refused or failed, 2 usage, 3 password or identity not accepted,",
        "4 no connection or lost (what was sent is kept), 5 content did not verify, 130 interrupted."
    };

    enum ProgressMode {
        auto,
        none,
        json
    }

    private final Syntax syntax = Syntax.ofProgram(
            this,
            "netdisk",
            "A network disk: files of your own on a server, encrypted on the way, resumed where they broke off.");
    private final Arg<String> server = syntax.option(
            "-s --server",
            String.class,
            "HOST:PORT",
            "the server (default: 127.0.0.1:7470); tls://HOST:PORT when it speaks TLS");
    private final Arg<String> user = syntax.option("-u --user", String.class, "USER", "the user");
    private final Arg<String> identity =
            syntax.option("--identity", String.class, "SHA256:…", "the server's identity, as `serve` printed it");
    private final Flag acceptNew = syntax.flag("--accept-new", "accept a server seen for the first time");
    private final Arg<Path> passwordFile = syntax.option(
            "--password-file",
            Path.class,
            "FILE",
            "its first line is the password (else NETDISK_PASSWORD, else asked)");
    private final Flag json = syntax.flag("--json", "results as JSON, one object a line");
    private final Arg<ProgressMode> progress = syntax.option(
            "--progress",
            ProgressMode.class,
            "auto|none|json",
            "auto: a bar when stderr is a terminal; json: events on stderr, for programs");
    private final Flag debug = syntax.flag("--debug", "show where an error came from");

    final CommandSpec spec = syntax.spec();
    final Screen screen;
    final ClientFolder folder;
    final Workspace workspace;

    /** The one that the shell was started with, of a line of the shell; else null. */
    private final Root shell;

    Root(Screen screen, ClientFolder folder) {
        this(screen, folder, null);
    }

    private Root(Screen screen, ClientFolder folder, Root shell) {
        this.screen = screen;
        this.folder = folder;
        this.shell = shell;
        this.workspace = shell == null ? new Workspace(this) : shell.workspace;
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
        spec.versionProvider(new Version());
        spec.usageMessage().synopsisSubcommandLabel("COMMAND").footer(FOOTER);
    }

    /** Runs the program and returns its exit code. */
    public static int run(String[] args) {
        return run(Screen.open(), ClientFolder.of(System.getenv()), args);
    }

    static int run(Screen screen, ClientFolder folder, String... args) {
        Root root = new Root(screen, folder);
        int code = root.commandLine(args).execute(args);
        root.workspace.close();
        return root.delivered(code);
    }

    /** The same commands on a connection that is open: a line of the shell, which delivers what is printed. */
    int runLine(String... args) {
        Root line = new Root(screen, folder, this);
        CommandLine commands = line.commandLine(args);
        commands.setExecutionStrategy(parsed -> {
            if (line.server() != null || line.user() != null) {
                throw new CommandLine.ParameterException(
                        commands, "-s and -u are given when the shell starts: its connection is that user's");
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        commands.setParameterExceptionHandler(new UsageErrors(true));
        return commands.execute(args);
    }

    /** What a command ends with whose results nobody may have got. */
    int delivered(int code) {
        return screen.delivered() || code != ExitCode.DONE ? code : ExitCode.REFUSED;
    }

    /** The program with the commands that such a line may be of. */
    CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(spec);
        for (String name : Commands.in(args)) {
            line.addSubcommand(Commands.make(name, this).syntax.spec());
        }
        line.setOut(new PrintWriter(screen.out, true));
        line.setErr(new PrintWriter(screen.err, true));
        line.setParameterExceptionHandler(new UsageErrors(false));
        line.setExecutionExceptionHandler(new Failures(this));
        return line;
    }

    /** As it was typed; null where it was not. */
    String server() {
        return server.value();
    }

    /** As it was typed; null where it was not. */
    String user() {
        return user.value();
    }

    /** As it was typed; null where it was not. */
    String identity() {
        return identity.value();
    }

    boolean acceptNew() {
        return acceptNew.isSet();
    }

    /** Null where none was named. */
    Path passwordFile() {
        return passwordFile.value();
    }

    boolean json() {
        return json.isSet() || shell != null && shell.json();
    }

    boolean debug() {
        return debug.isSet() || shell != null && shell.debug();
    }

    ProgressMode progress() {
        ProgressMode mode = progress.or(ProgressMode.auto);
        return mode == ProgressMode.auto && shell != null ? shell.progress() : mode;
    }

    /** Without a command. */
    @Override
    public Integer call() {
        if (workspace.isInteractive()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
        }
        spec.commandLine().usage(spec.commandLine().getErr()); // nothing was mistyped: what there is is what is asked
        return ExitCode.USAGE;
    }

    private static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Root.class.getPackage().getImplementationVersion();
            return new String[] {"netdisk " + (version == null ? "(from its classes)" : version)};
        }
    }
}
