package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.KeyOption;
import dev.framewire.tutorials.sticky.GapOption;
import dev.framewire.tutorials.sticky.Silence;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** {@code tutorial …} in this process. Closed, a server stops. */
final class Program implements AutoCloseable {
    private static final Pattern FIRST_LINE = Pattern.compile("(.+): listening on 127\\.0\\.0\\.1:([0-9]+)\n");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console;
    private Thread thread = new Thread();
    private volatile int exit = -1;

    private Program(String input) {
        console = new Console(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, err);
    }

    /** A server, once it listens. */
    static Program serve(String... arguments) {
        return serve(options(GapOption::new), arguments);
    }

    /** A server that is told of pauses. */
    static Program serve(Silence silence, String... arguments) {
        return serve(options(silence::option), withGap(arguments));
    }

    private static Program serve(IFactory options, String... arguments) {
        Program program = new Program("");
        program.thread = new Thread(() -> program.exit = Tutorial.run(program.console, options, arguments));
        program.thread.start();
        soon().until(() -> program.out().contains("\n") || !program.thread.isAlive());
        assertThat(program.out()).as(program.err()).startsWith(arguments[0] + ": listening on 127.0.0.1:");
        return program;
    }

    /** Looked at often, because a sweep waits hundreds of times. */
    private static ConditionFactory soon() {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2));
    }

    /** A command line: the words of one, and more of them, which may have spaces. */
    static String[] words(String line, String... more) {
        return Stream.concat(Stream.of(line.split(" ")), Stream.of(more)).toArray(String[]::new);
    }

    /** A client, once it has ended. */
    static Program run(String input, String... arguments) {
        return run(options(GapOption::new), input, arguments);
    }

    /** A client that is told of pauses. */
    static Program run(Silence silence, String input, String... arguments) {
        return run(options(silence::option), input, withGap(arguments));
    }

    private static Program run(IFactory options, String input, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (all.contains("client") && all.contains("--port") && !all.contains("--timeout-seconds")) {
            all.addAll(all.indexOf("--port"), List.of("--timeout-seconds", "600")); // however busy the machine is
        }
        Program program = new Program(input);
        program.exit = Tutorial.run(program.console, options, all.toArray(new String[0]));
        return program;
    }

    private static String[] withGap(String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of("--gap-ms", Integer.toString(Silence.GAP_MS)))
                .toArray(String[]::new);
    }

    private static IFactory options(Supplier<GapOption> gap) {
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                if (type == KeyOption.class) {
                    return type.cast(new KeyOption(Duration.ofMinutes(10)));
                }
                return type == GapOption.class
                        ? type.cast(gap.get())
                        : CommandLine.defaultFactory().create(type);
            }
        };
    }

    int port() {
        Matcher line = FIRST_LINE.matcher(out());
        assertThat(line.lookingAt()).as(out()).isTrue();
        return Integer.parseInt(line.group(2));
    }

    String portText() {
        return Integer.toString(port());
    }

    int exit() {
        return exit;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Waits until the server has written this on one of its outputs. */
    void saw(String text) {
        soon().untilAsserted(() -> assertThat(out() + err()).contains(text));
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join(180_000);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        assertThat(thread.isAlive()).isFalse();
    }
}
