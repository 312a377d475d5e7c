package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordsTest {
    private final Deque<String> typed = new ArrayDeque<>();

    private Passwords passwords(Path file, Map<String, String> environment) {
        return new Passwords("--password-file", file, "NETDISK_PASSWORD", environment, question -> {
            String answer = typed.poll();
            return answer == null ? null : answer.toCharArray();
        });
    }

    @Test
    void theFileComesBeforeTheVariableAndTheVariableBeforeTheTerminal(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "of the file\nsecond line\n");
        typed.add("typed");

        assertThat(passwords(file, Map.of("NETDISK_PASSWORD", "of the variable"))
                        .known("? "))
                .isEqualTo("of the file".toCharArray());
        assertThat(passwords(null, Map.of("NETDISK_PASSWORD", "of the variable"))
                        .fresh("? "))
                .isEqualTo("of the variable".toCharArray());
        assertThat(passwords(null, Map.of()).known("? ")).isEqualTo("typed".toCharArray());
    }

    @Test
    void anEmptyVariableIsNoneSoANewPasswordIsTypedTwice() throws Exception {
        typed.addAll(List.of("typed", "mistyped"));
        assertThatThrownBy(() -> passwords(null, Map.of("NETDISK_PASSWORD", "")).fresh("? "))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("differ");
        typed.addAll(List.of("typed", "typed"));
        assertThat(passwords(null, Map.of("NETDISK_PASSWORD", "")).fresh("? ")).isEqualTo("typed".toCharArray());
    }

    @Test
    void nothingTypedAndNobodyToAskAreUsageErrors() {
        assertThatThrownBy(() -> passwords(null, Map.of()).known("? ")).hasMessageContaining("--password-file FILE");
        typed.add("");
        assertThatThrownBy(() -> passwords(null, Map.of()).known("? ")).hasMessageContaining("NETDISK_PASSWORD");
    }

    @Test
    void aFileThatIsNoneIsAFailureHereAndNoLostConnection(@TempDir Path folder) throws Exception {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, '\n'});
        for (Path file : List.of(folder, binary, folder.resolve("missing"))) {
            Throwable thrown = catchThrowable(() -> passwords(file, Map.of()).known("? "));
            assertThat(ExitCode.of(thrown)).as("%s", thrown).isEqualTo(ExitCode.REFUSED);
            assertThat(ExitCode.message(thrown)).startsWith(file + ": ");
        }
    }
}
