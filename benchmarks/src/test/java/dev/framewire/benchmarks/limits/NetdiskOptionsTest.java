package dev.framewire.benchmarks.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.programs.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetdiskOptionsTest {
    /** Prints, line by line, the options that the launcher named gives every command. */
    private static final String EVERY_COMMANDS =
            "set -f; eval \"$(sed -n '/^early=/p; /^java_options=/p' \"$0\")\"; printf '%s\\n' $java_options";

    @TempDir
    Path folder;

    @Test
    void a_JVM_that_is_started_for_a_limit_has_the_options_of_one_that_the_launcher_starts() throws IOException {
        Path launcher = Path.of("..", Programs.NETDISK).toAbsolutePath();
        Process process = Command.in(folder).start(List.of("sh", "-c", EVERY_COMMANDS, launcher.toString()));
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.lines()).isNotEmpty().containsExactlyInAnyOrderElementsOf(Limits.NETDISK_OPTIONS);
        }
    }
}
