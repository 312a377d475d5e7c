package dev.framewire.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.testtools.NeedsTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsTool("sh")
class CommandTest {
    @TempDir
    Path folder;

    @Test
    void a_failure_tells_what_was_printed() {
        assertThatThrownBy(() -> Command.in(folder).run(List.of("sh", "-c", "echo no such peer >&2; exit 3")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ended with 3")
                .hasMessageContaining("no such peer");
    }

    @Test
    void variables_and_the_folder_are_given() throws IOException, InterruptedException {
        Command.in(folder).with("WHO", "me").run(List.of("sh", "-c", "echo $WHO > here"));
        assertThat(folder.resolve("here")).hasContent("me\n");
    }

    @Test
    void lines_that_do_not_match_are_skipped() throws IOException {
        BufferedReader said = new BufferedReader(new StringReader("recording\n4711\n"));
        assertThat(Command.line(said, "[0-9]+")).contains("4711");
        assertThat(Command.line(said, "[0-9]+")).isEmpty();
    }

    @Test
    void an_ended_program_takes_its_children_along() throws IOException {
        Process shell = Command.in(folder).start(List.of("sh", "-c", "sleep 600 & echo $!; wait"));
        long child = Long.parseLong(shell.inputReader().readLine());
        Leftovers.end(shell);
        assertThat(shell.isAlive()).isFalse();
        ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join());
    }

    @Test
    void a_folder_is_removed_with_everything_in_it_but_not_what_links_point_to() throws IOException {
        Path kept = Files.writeString(folder.resolve("kept"), "x");
        Path gone = Files.createDirectories(folder.resolve("gone/deep"));
        Files.createSymbolicLink(gone.resolve("link"), kept);
        Leftovers.remove(folder.resolve("gone"));
        assertThat(folder.resolve("gone")).doesNotExist();
        assertThat(kept).exists();
    }
}
