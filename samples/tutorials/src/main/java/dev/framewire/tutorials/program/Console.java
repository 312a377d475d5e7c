package dev.framewire.tutorials.program;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where a program reads lines and says things. UTF-8, whatever the machine's default is. Thread-safe. */
public final class Console {
    private final BufferedReader in;
    private final PrintStream out;
    private final PrintStream err;

    public Console(InputStream in, OutputStream out, OutputStream err) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    }

    /** The process's own three streams. */
    public static Console standard() {
        return new Console(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err));
    }

    /** The next line of standard input, null at its end. */
    public String readLine() throws IOException {
        synchronized (in) {
            return in.readLine();
        }
    }

    /** One line of results, on standard output. */
    public void say(String line) {
        out.println(Plain.text(line));
    }

    /** A server's first line, in the form that whoever starts it reads the port from. */
    public void listening(String name, int port) {
        say(name + ": listening on 127.0.0.1:" + port);
    }

    /** One line about what happened, on standard error. */
    public void log(String line) {
        err.println(Plain.text(line));
    }

    /** One line about what went wrong with whom. Not every exception has words. */
    public void failed(String who, Exception what) {
        log(who + ": " + (what.getMessage() == null ? what.getClass().getSimpleName() : what.getMessage()));
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    /** What a client is to send: its arguments, or, where it has none (null), the lines of standard input. */
    public Iterable<String> argumentsOrLines(List<String> arguments) {
        return arguments == null || arguments.isEmpty() ? () -> new Lines(this) : arguments;
    }
}
