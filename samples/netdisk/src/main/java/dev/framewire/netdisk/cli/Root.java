package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.client.ClientFolder;
import dev.framewire.netdisk.wire.Sizes;
import dev.framewire.transfer.PutRequest;
import java.nio.file.Path;
import java.util.Collection;
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
        int code = commandLine(root, args).execute(args);
        root.workspace.close();
        return root.delivered(code);
    }

    /** The same commands on a connection that is open: a line of the shell, which delivers what is printed. */
    int runLine(String... args) {
        Root line = new Root(screen, folder, workspace);
        CommandLine commands = commandLine(line, args);
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

    /** The program with the commands that such a line may be of; where it is none, with all, so that what was meant is found. */
    static CommandLine commandLine(Root root, String... args) {
        CommandLine some = with(Commands.of(args), root);
        try {
            some.parseArgs(args);
            return some;
        } catch (CommandLine.ParameterException e) {
            return with(Commands.of(), root);
        }
    }

    private static CommandLine with(Collection<Class<?>> commands, Root root) {
        CommandLine line = new CommandLine(root);
        commands.forEach(line::addSubcommand);
        line.registerConverter(Size.class, new SizeConverter());
        line.registerConverter(Rate.class, new RateConverter());
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
        line.setExecutionExceptionHandler(new Failures(root));
        return line;
    }

    // Classes, where a lambda would do: the launcher's archive takes no lambda of picocli's interfaces, and each that
    // is made anew costs every command some milliseconds.

    private static final class SizeConverter implements CommandLine.ITypeConverter<Size> {
        @Override
        public Size convert(String text) {
            return new Size(bytes(text));
        }

        static long bytes(String text) {
            try {
                return Sizes.parse(text);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }

    private static final class RateConverter implements CommandLine.ITypeConverter<Rate> {
        @Override
        public Rate convert(String text) {
            long bytes = SizeConverter.bytes(text);
            try {
                PutRequest.to("").rateBytesPerSecond(bytes); // the request knows the floor
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
            return new Rate(bytes);
        }
    }

    private static final class Failures implements CommandLine.IExecutionExceptionHandler {
        private final Root root;

        Failures(Root root) {
            this.root = root;
        }

        @Override
        public int handleExecutionException(Exception e, CommandLine command, CommandLine.ParseResult result) {
            root.screen.say("netdisk: " + ExitCode.message(e));
            if (root.debug) {
                e.printStackTrace(root.screen.err);
            }
            return ExitCode.of(e);
        }
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
