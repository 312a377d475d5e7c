package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
    private static Program server(String... more) {
        return Program.serve(Program.words("command serve --time-seconds 600 --format raw --allow echo,printf", more));
    }

    @Test
    void aCommandThatIsNotOnTheListIsRefusedInWords() throws IOException {
        try (Program server = server()) {
            Program client = Program.run(
                    "",
                    "command",
                    "client",
                    "--format",
                    "raw",
                    "--port",
                    server.portText(),
                    "rm -rf /",
                    "echo $HOME; id");
            assertThat(client.out()).isEqualTo("refused: \"rm -rf /\" is not on the allow-list\n$HOME; id\n");
        }
    }

    @Test
    @NeedsTool("python3")
    void theOriginalsClientMeetsOurServer() throws IOException {
        try (Program server = server()) {
            assertThat(Python.run("s03_command_client", server.port(), "raw", "echo hello", "echo 你好"))
                    .isEqualTo("hello\n你好\n");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    @NeedsTool("python3")
    void theOriginalsClientMeetsOurServerInPieces(long seed) throws IOException {
        try (Chopped server = Chopped.serve(seed, "command serve --time-seconds 600 --format raw --allow echo")) {
            assertThat(Python.run("s03_command_client", server.port(), "raw", "echo hello", "echo 你好"))
                    .isEqualTo("hello\n你好\n");
        }
    }

    @Test
    @NeedsTool("python3")
    void leftoversOfALongAnswerAppearInTheNext_inTheOriginalsClient() throws IOException {
        try (Program server = server()) {
            // two reads full, so that nothing of the second answer fits in, however soon it comes
            String printed = Python.run("s03_command_client", server.port(), "raw", "printf %02048d 0", "echo second");
            assertThat(printed).doesNotContain("second").hasSize(2048);
        }
    }

    @Test
    @NeedsTool("python3")
    void ourClientMeetsTheOriginalsServer() throws IOException {
        try (Python server = Python.serve("s03_command_server", "raw")) {
            assertThat(Program.run(
                                    "",
                                    "command",
                                    "client",
                                    "--format",
                                    "raw",
                                    "--port",
                                    server.port(),
                                    "echo one",
                                    "echo two >&2")
                            .out())
                    .isEqualTo("one\ntwo\n");
        }
    }
}
