package dev.framewire.netdisk;

import static dev.framewire.testtools.Patience.patiently;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** A terminal of 100 by 30 with a program in it, and somebody who types and looks. */
final class Tmux implements AutoCloseable {
    private final Path socket;

    /** Starts {@code sh} with that environment and nothing else, in a folder. */
    Tmux(Path socket, Path folder, Map<String, String> environment) throws IOException {
        this.socket = socket;
        List<String> shell = new ArrayList<>(List.of("env", "-i"));
        environment.forEach((name, value) -> shell.add(name + "=" + value));
        shell.addAll(List.of("TERM=screen", "PS1=$ ", "sh", "-i"));
        List<String> arguments = new ArrayList<>(List.of(
                "-u", "-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", "-c", folder.toString()));
        arguments.addAll(shell);
        tmux(arguments.toArray(String[]::new));
    }

    /** Somebody drags the window's edge. */
    Tmux columns(int columns) throws IOException {
        tmux("resize-window", "-x", String.valueOf(columns));
        return this;
    }

    /** Types a text, letter for letter. */
    Tmux type(String text) throws IOException {
        tmux("send-keys", "-l", text);
        return this;
    }

    /** Presses a key: {@code Enter}, {@code Tab}, {@code Up}, {@code C-c}. */
    Tmux press(String key) throws IOException {
        tmux("send-keys", key);
        return this;
    }

    Tmux enter(String line) throws IOException {
        return type(line).press("Enter");
    }

    /** What is to be seen now, without the blanks at the ends. */
    String screen() throws IOException {
        return tmux("capture-pane", "-p", "-J").stripTrailing();
    }

    /** The last line that is not empty. */
    String lastLine() throws IOException {
        String screen = screen();
        return screen.substring(screen.lastIndexOf('\n') + 1);
    }

    /** Waits until a text is to be seen. */
    Tmux shows(String text) throws IOException {
        return until("'" + text + "'", () -> screen().contains(text));
    }

    /** Waits until something is to be seen that fits a regular expression. */
    Tmux showsLike(String pattern) throws IOException {
        return until(
                "/" + pattern + "/",
                () -> Pattern.compile(pattern).matcher(screen()).find());
    }

    /** Waits until the last line is this one: a prompt, and nothing typed yet. */
    Tmux prompts(String prompt) throws IOException {
        return until("the prompt '" + prompt + "'", () -> (" " + lastLine().strip()).endsWith(" " + prompt.strip()));
    }

    /** An empty screen, but for a fresh prompt of the shell. */
    Tmux clear() throws IOException {
        tmux("send-keys", "-R");
        return press("Enter").prompts("$");
    }

    private Tmux until(String what, java.util.concurrent.Callable<Boolean> seen) throws IOException {
        try {
            patiently().pollInterval(Duration.ofMillis(50)).until(seen);
            return this;
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not seen: " + what + "; the screen:\n" + screen(), e);
        }
    }

    private String tmux(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("tmux", "-S", socket.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().remove("TMUX");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.onExit().join().exitValue();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + ": " + code + " " + said);
        }
        return said;
    }

    @Override
    public void close() throws IOException {
        tmux("kill-server");
    }
}
