package dev.framewire.netdisk.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jline.utils.Signals;

/** Where the program writes and asks: results on stdout, everything else on stderr. */
final class Screen {
    final PrintStream out;
    final PrintStream err;
    private final Results results;
    private final boolean errIsTerminal;
    private final Charset charset;
    private UnaryOperator<String> asker = this::askOnStandardInput;
    private volatile boolean midLine; // a question stands there, and its answer is not typed yet

    private Screen(Charset charset, OutputStream out, OutputStream err, boolean errIsTerminal) {
        this.charset = charset;
        this.results = new Results(out);
        this.out = new PrintStream(results, false, charset);
        this.err = new PrintStream(err, true, charset);
        this.errIsTerminal = errIsTerminal;
    }

    static Screen open() {
        // the charset of file names; the JVM's default is UTF-8 from 18 on, whatever the locale is
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return new Screen(
                Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8,
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                isTerminal(2) && !"dumb".equals(System.getenv("TERM")));
    }

    /** One that nobody sees. */
    static Screen hidden() {
        return new Screen(
                StandardCharsets.UTF_8, OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), false);
    }

    // System.console() tells about stdin and stdout together, never about stderr; Linux knows each
    private static boolean isTerminal(int descriptor) {
        if (!Files.exists(Path.of("/proc/self/fd"))) {
            return System.console() != null;
        }
        String target = target(descriptor);
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }

    /** What Linux says a descriptor is; elsewhere, and of one that is closed, nothing. */
    private static String target(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Writes out what was printed, and says why that could not be done. Of a pipe whose reader left nothing is said: it had
     * what it wanted, as {@code head} does.
     *
     * @return false when something printed since the last call is lost
     */
    boolean delivered() {
        String reason = undelivered();
        if (reason == null) {
            return true;
        }
        // the system says it in the user's language
        if (!reason.toLowerCase(Locale.ROOT).contains("broken pipe")
                && !target(1).matches("(pipe|socket):.*")) {
            say("netdisk: the results could not be written: " + reason);
        }
        return false;
    }

    /** Writes out what was printed; why that could not be done, in the system's words, or null when it was. */
    String undelivered() {
        out.flush();
        IOException failure = results.takeFailure();
        return failure == null ? null : String.valueOf(failure.getMessage());
    }

    boolean errIsTerminal() {
        return errIsTerminal;
    }

    /** Whether somebody can be asked. */
    boolean canAsk() {
        return errIsTerminal && isTerminal(0);
    }

    boolean isUnicode() {
        return charset.equals(StandardCharsets.UTF_8);
    }

    int width() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader answer = stty.inputReader(StandardCharsets.US_ASCII)) {
                String line = answer.readLine();
                if (line != null && line.matches("\\d+ \\d+")) {
                    int columns = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
                    return columns == 0 ? 80 : columns; // 0 is what a terminal has that nobody told
                }
            }
        } catch (IOException e) {
            return 80; // no stty here
        }
        return 80;
    }

    /** Tells a listener whenever the window is made wider or narrower, until what is given back is run. */
    static Runnable whenResized(Runnable listener) {
        Object before = Signals.register("WINCH", listener);
        return () -> Signals.unregister("WINCH", before);
    }

    void say(String line) {
        if (midLine) {
            midLine = false;
            err.println();
        }
        err.println(line);
    }

    /** Asks on the terminal; an end of input is an empty answer. */
    String ask(String question) {
        return asker.apply(question).toLowerCase(Locale.ROOT);
    }

    /** Asks in another way from now on, because somebody else reads the terminal; null for the usual way. */
    void askWith(UnaryOperator<String> other) {
        asker = other == null ? this::askOnStandardInput : other;
    }

    private String askOnStandardInput(String question) {
        err.print(question);
        err.flush();
        midLine = true;
        try {
            // not buffered further than the line: the shell reads from the same terminal
            StringBuilder line = new StringBuilder();
            InputStreamReader in = new InputStreamReader(System.in, charset);
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                line.append((char) c);
            }
            return line.toString().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            midLine = false;
        }
    }

    /** Null when there is no terminal to ask on. */
    char[] askPassword(String question) {
        Console console = System.console();
        return console == null || !canAsk() ? null : console.readPassword("%s", question);
    }
}
