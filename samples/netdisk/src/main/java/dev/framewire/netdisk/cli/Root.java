package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.client.ClientFolder;
import dev.framewire.netdisk.wire.Sizes;
import dev.framewire.transfer.PutRequest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code netdisk} command with the options that every client command takes. */
@Command(
        name = "netdisk",
        description =
                "A network disk: files of your own on a server, encrypted on the way, resumed where they broke off.",
        versionProvider = Root.Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            UserAddCommand.class,
            AccountCommands.Register.class,
            AccountCommands.Login.class,
            AccountCommands.Logout.class,
            AccountCommands.Passwd.class,
            FileCommands.Ls.class,
            FileCommands.Mkdir.class,
            FileCommands.Rmdir.class,
            FileCommands.Rm.class,
            FileCommands.Mv.class,
            FileCommands.Stat.class,
            FileCommands.Df.class,
            PutCommand.class,
            GetCommand.class,
            FileCommands.Verify.class,
            FileCommands.Partials.class,
            ShellCommand.class,
            DemoCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "The server and the user may also come from NETDISK_SERVER and NETDISK_USER, or from the config file.",
            "Exit codes: 0 done, 1 refused or failed, 2 usage, 3 password or identity not accepted,",
            "4 no connection or lost (what was sent is kept), 5 content did not verify, 130 interrupted."
        })
public final class Root implements Callable<Integer> {
    @Option(
            names = {"-s", "--server"},
            paramLabel = "HOST:PORT",
            scope = ScopeType.INHERIT,
            description = "the server (default: 127.0.0.1:7470); tls://HOST:PORT when it speaks TLS")
    String server;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            scope = ScopeType.INHERIT,
            description = "the user")
    String user;

    @Option(
            names = "--identity",
            paramLabel = "SHA256:…",
            scope = ScopeType.INHERIT,
            description = "the server's identity, as `serve` printed it")
    String identity;

    @Option(names = "--accept-new", scope = ScopeType.INHERIT, description = "accept a server seen for the first time")
    boolean acceptNew;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "its first line is the password (else NETDISK_PASSWORD, else asked)")
    Path passwordFile;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "results as JSON, one object a line")
    boolean json;

    @Option(
            names = "--progress",
            paramLabel = "auto|none|json",
            scope = ScopeType.INHERIT,
            defaultValue = "auto",
            description = "auto: a bar when stderr is a terminal; json: events on stderr, for programs")
    ProgressMode progress = ProgressMode.auto;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "show where an error came from")
    boolean debug;

    enum ProgressMode {
        auto,
        none,
        json
    }

    @Spec
    CommandSpec spec;

    final Screen screen;
    final ClientFolder folder;
    final Workspace workspace;

    Root(Screen screen, ClientFolder folder, Workspace workspace) {
        this.screen = screen;
        this.folder = folder;
        this.workspace = workspace == null ? new Workspace(this) : workspace;
    }

    /** Runs the program and returns its exit code. */
    public static int run(String[] args) {
        return run(Screen.open(), ClientFolder.of(System.getenv()), args);
    }

    static int run(Screen screen, ClientFolder folder, String... args) {
        Root root = new Root(screen, folder, null);
        int code = commandLine(root).execute(args);
        root.workspace.close();
        return root.delivered(code);
    }

    /** The same commands on a connection that is open: a line of the shell, which delivers what is printed. */
    int runLine(String... args) {
        Root line = new Root(screen, folder, workspace);
        CommandLine commands = commandLine(line);
        commands.setExecutionStrategy(parsed -> {
            if (line.server != null || line.user != null) {
                throw new CommandLine.ParameterException(
                        commands, "-s and -u are given when the shell starts: its connection is that user's");
            }
            line.json |= json;
            line.debug |= debug;
            line.progress = line.progress == ProgressMode.auto ? progress : line.progress;
            return new CommandLine.RunLast().execute(parsed);
        });
        commands.setParameterExceptionHandler(new UsageErrors(true));
        return commands.execute(args);
    }

    /** What a command ends with whose results nobody may have got. */
    int delivered(int code) {
        return screen.delivered() || code != ExitCode.DONE ? code : ExitCode.REFUSED;
    }

    static CommandLine commandLine(Root root) {
        CommandLine line = new CommandLine(root);
        line.registerConverter(Size.class, text -> {
            try {
                return new Size(Sizes.parse(text));
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        });
        line.registerConverter(Rate.class, text -> {
            try {
                // the request knows the floor
                long bytes = Sizes.parse(text);
                PutRequest.to("").rateBytesPerSecond(bytes);
                return new Rate(bytes);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        });
        line.setOut(new java.io.PrintWriter(root.screen.out, true));
        line.setErr(new java.io.PrintWriter(root.screen.err, true));
        for (CommandLine command : line.getSubcommands().values()) {
            CommandSpec spec = command.getCommandSpec();
            if (spec.findOption("--help") == null) { // `help` has one
                spec.addOption(OptionSpec.builder("--help") // no -h, which the -h of -phunter2 would be too
                        .usageHelp(true)
                        .description("show this help and exit")
                        .build());
            }
        }
        line.setParameterExceptionHandler(new UsageErrors(false));
        line.setExecutionExceptionHandler((e, command, result) -> {
            root.screen.say("netdisk: " + ExitCode.message(e));
            if (root.debug) {
                e.printStackTrace(root.screen.err);
            }
            return ExitCode.of(e);
        });
        return line;
    }

    /** A size option. */
    record Size(long bytes) {}

    /** A pace option, in bytes a second; 0 is none. */
    record Rate(long bytes) {}

    /** Without a command. */
    @Override
    public Integer call() {
        if (workspace.isInteractive()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
        }
        spec.commandLine().usage(spec.commandLine().getErr()); // nothing was mistyped: what there is is what is asked
        return ExitCode.USAGE;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Root.class.getPackage().getImplementationVersion();
            return new String[] {"netdisk " + (version == null ? "(from its classes)" : version)};
        }
    }
}
