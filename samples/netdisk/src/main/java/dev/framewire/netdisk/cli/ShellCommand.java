package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.client.ClientFolder;
import dev.framewire.netdisk.client.Listed;
import dev.framewire.netdisk.wire.Entry;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.Text;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.SyntaxError;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

final class ShellCommand extends Subcommand {
    private static final Set<String> OWN = Set.of("cd", "pwd", "lcd", "lpwd", "history", "help", "exit", "quit");
    private static final Set<String> NOT_HERE = Set.of("serve", "useradd", "shell", "demo", "completion");

    /** Not the one that a line is edited with: that would have a line with an open quote go on in the next one. */
    private static final DefaultParser PARSER =
            new DefaultParser().eofOnUnclosedQuote(true).eofOnEscapedNewLine(true);

    // commands and pings take turns on the connection
    private final ReentrantLock connection = new ReentrantLock();

    ShellCommand(Root root) {
        super(
                root,
                "shell",
                "Work on one connection: every command of netdisk, and cd, pwd, lcd, lpwd, history, help, exit.",
                "With input that is not a terminal it runs it as a script and ends at the first line that fails; a line",
                "that begins with - may fail.");
    }

    @Override
    public Integer call() throws Exception {
        root.workspace.setInteractive();
        root.workspace.client(); // who you are comes first, and a wrong password ends it
        // a connection that a ping finds lost is opened anew by the next command, which says what it finds
        try (Pings pings = new Pings(connection, this::ping, root.workspace::dropConnection)) {
            pings.begin();
            return root.screen.canAsk() ? interactive() : script();
        }
    }

    private int script() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            boolean mayFail = line.startsWith("-");
            int code = ExitCode.USAGE;
            try {
                List<String> words = words(mayFail ? line.substring(1) : line);
                if (isExit(words)) {
                    break;
                }
                code = words.isEmpty() ? ExitCode.DONE : run(words, null);
            } catch (SyntaxError e) {
                root.screen.say("netdisk: " + e.getMessage());
            }
            if (code != ExitCode.DONE && !mayFail) {
                root.screen.say("netdisk: line " + number + " failed, and the script ends there");
                return code;
            }
        }
        return ExitCode.DONE;
    }

    /**
     * The words of a line; none of one that is a comment.
     *
     * @throws SyntaxError when it ends in the middle of one: whatever was meant, half of it is not done instead
     */
    static List<String> words(String line) {
        if (line.strip().startsWith("#")) {
            return List.of();
        }
        try {
            return PARSER.parse(line, 0).words().stream()
                    .filter(word -> !word.isEmpty())
                    .toList();
        } catch (EOFError e) {
            throw new SyntaxError(
                    e.line(),
                    e.column(),
                    e.getMissing().endsWith("quote")
                            ? "a quote is opened and not closed"
                            : "the line ends with a backslash, which stands for the letter behind it");
        }
    }

    private int interactive() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .parser(new DefaultParser())
                    .completer((r, line, candidates) -> complete(line, candidates))
                    .variable(LineReader.HISTORY_FILE, root.folder.history())
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            root.screen.askWith(question -> ask(reader, question));
            terminal.handle(Terminal.Signal.INT, signal -> {
                Runnable cancel = root.workspace.running.get();
                if (cancel != null) {
                    cancel.run(); // the transfer, not the shell
                }
            });
            while (true) {
                List<String> words;
                try {
                    words = words(
                            reader.readLine("netdisk:/" + Text.printable(root.workspace.remote.toString()) + "> "));
                } catch (UserInterruptException e) {
                    continue;
                } catch (EndOfFileException e) {
                    return ExitCode.DONE;
                } catch (SyntaxError e) {
                    root.screen.say("netdisk: " + e.getMessage());
                    continue;
                }
                if (isExit(words)) {
                    return ExitCode.DONE;
                }
                if (!words.isEmpty()) {
                    run(words, reader.getHistory());
                }
            }
        } finally {
            root.screen.askWith(null);
        }
    }

    private static String ask(LineReader reader, String question) {
        try {
            return reader.readLine(question).strip();
        } catch (EndOfFileException e) {
            return ""; // as at the end of any input
        }
    }

    private static boolean isExit(List<String> words) {
        return words.size() == 1 && Set.of("exit", "quit", "bye").contains(words.get(0));
    }

    private void ping() throws Exception {
        if (root.workspace.isConnected()) {
            root.workspace.client().ping();
        }
    }

    private int run(List<String> words, History history) {
        connection.lock();
        try {
            int code = OWN.contains(words.get(0)) ? own(words, history) : runCommand(words);
            return root.delivered(code);
        } catch (Exception e) {
            root.screen.say("netdisk: " + ExitCode.message(e));
            if (ExitCode.of(e) == ExitCode.NO_CONNECTION) {
                root.workspace.dropConnection();
            }
            return ExitCode.of(e);
        } finally {
            connection.unlock();
        }
    }

    private int runCommand(List<String> words) {
        String name = words.get(0);
        // an option may stand before a command, here as on a command line
        if (NOT_HERE.contains(name) || !name.startsWith("-") && !Commands.NAMES.contains(name)) {
            root.screen.say("netdisk: the shell has no command '" + Text.printable(name) + "'"
                    + UsageErrors.meant(name, commands()) + " See `help`");
            return ExitCode.USAGE;
        }
        int code = root.runLine(words.toArray(String[]::new));
        if (code == ExitCode.NO_CONNECTION) {
            root.workspace.dropConnection();
        }
        return code;
    }

    private int own(List<String> words, History history) throws Exception {
        Workspace workspace = root.workspace;
        String argument = words.size() > 1 ? words.get(1) : "";
        switch (words.get(0)) {
            case "cd" -> {
                RemotePath to = argument.isEmpty() ? RemotePath.HOME : workspace.remote(argument);
                if (!FileCommands.isFolder(workspace.client(), to)) {
                    throw new CommandFailure(ExitCode.REFUSED, "'" + to + "' is not a folder");
                }
                workspace.remote = to;
            }
            case "pwd" -> root.screen.out.println("/" + workspace.remote);
            case "lcd" -> {
                Path to = workspace
                        .local(
                                argument.isEmpty()
                                        ? ClientFolder.home(System.getenv()).toString()
                                        : argument)
                        .toAbsolutePath()
                        .normalize();
                if (!Files.isDirectory(to)) {
                    throw new CommandFailure(ExitCode.REFUSED, to + " is not a folder");
                }
                workspace.local = to;
            }
            case "lpwd" -> root.screen.out.println(workspace.local.toAbsolutePath());
            case "history" -> {
                if (history != null) {
                    history.forEach(entry -> root.screen.out.println(entry.line()));
                }
            }
            default -> {
                if (words.size() > 1) {
                    return root.runLine(words.toArray(String[]::new));
                }
                root.screen.out.println("cd pwd lcd lpwd history help exit, and:");
                return root.runLine("--help");
            }
        }
        return ExitCode.DONE;
    }

    private Set<String> commands() {
        Set<String> names = new TreeSet<>(Commands.NAMES);
        names.removeAll(NOT_HERE);
        names.addAll(OWN);
        return names;
    }

    private void complete(ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            commands().forEach(name -> candidates.add(new Candidate(name)));
            return;
        }
        String command = line.words().get(0);
        if (command.equals("lcd") || (command.equals("put") || command.equals("verify")) && line.wordIndex() == 1) {
            completeLocal(line.word().substring(0, line.wordCursor()), candidates);
            return;
        }
        completeRemote(line.word().substring(0, line.wordCursor()), candidates);
    }

    private void completeRemote(String typed, List<Candidate> candidates) {
        String folder = typed.substring(0, typed.lastIndexOf('/') + 1);
        if (!connection.tryLock()) {
            return;
        }
        try {
            for (Listed listed : root.workspace.client().list(root.workspace.remote(folder), false)) {
                Entry e = listed.entry();
                String name = folder + e.path() + (e.folder() ? "/" : "");
                candidates.add(new Candidate(name, e.path(), null, null, null, null, !e.folder()));
            }
        } catch (Exception e) {
            candidates.clear(); // no folder of that name, or no connection: nothing to offer
        } finally {
            connection.unlock();
        }
    }

    private void completeLocal(String typed, List<Candidate> candidates) {
        String folder = typed.substring(0, typed.lastIndexOf('/') + 1);
        try (Stream<Path> files = Files.list(root.workspace.local(folder).toAbsolutePath())) {
            files.forEach(file -> {
                boolean isFolder = Files.isDirectory(file);
                String name = file.getFileName().toString();
                candidates.add(
                        new Candidate(folder + name + (isFolder ? "/" : ""), name, null, null, null, null, !isFolder));
            });
        } catch (IOException e) {
            candidates.clear(); // no such folder: nothing to offer
        }
    }
}
