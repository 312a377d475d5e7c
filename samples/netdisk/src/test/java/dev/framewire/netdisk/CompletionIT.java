package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion scripts, in the shells they are for. */
class CompletionIT {
    @TempDir
    Path folder;

    private String script(String shell) throws Exception {
        try (NetdiskProcess netdisk = new NetdiskProcess(folder)) {
            String text = netdisk.run("nobody", "completion", shell).expect(0).out();
            return Files.writeString(folder.resolve("script"), text).toString();
        }
    }

    private String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(said).isZero();
        return said;
    }

    private static String complete(String function, String... words) {
        return "COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD=" + (words.length - 1) + "; " + function
                + "; printf '%s\\n' \"${COMPREPLY[@]}\"";
    }

    @Test
    @NeedsTool("bash")
    void bashCompletesCommandsAndOptions() throws Exception {
        // outside a real completion bash lets nobody set options of one
        String source = "compopt() { :; }; source " + script("bash") + "; ";
        assertThat(run("bash", "-ec", source + complete("_complete_netdisk", "netdisk", "pa"))
                        .lines())
                .containsExactlyInAnyOrder("partials", "passwd");
        assertThat(run("bash", "-ec", source + complete("_complete_netdisk", "netdisk", "put", "--re"))
                        .lines())
                .contains("--resume", "--restart");
        for (String function : List.of("_complete_netdisk", "_netdisk")) {
            assertThat(run("bash", "-ec", source + complete(function, "netdisk", "help", "pa"))
                            .lines())
                    .containsExactlyInAnyOrder("partials", "passwd");
            assertThat(run("bash", "-ec", source + complete(function, "netdisk", "help", "put", "--acc"))
                            .lines())
                    .containsExactly("--accept-new");
        }
        assertThat(run("bash", "-ec", source + "complete -p netdisk")).contains("-F _netdisk");
    }

    /** A user may have the name of a command, and so may a file. */
    @Test
    @NeedsTool("bash")
    void anOptionsValueIsNoCommand() throws Exception {
        String source = "compopt() { [ $1 = +o ] || echo local names; }; source " + script("bash") + "; ";
        for (String line : List.of(
                "-u ls put --re", "put -u ls --re", "put ls --re", "-s ls : 1 put --re", "--user = ls put --re")) {
            assertThat(run("bash", "-ec", source + complete("_netdisk", ("netdisk " + line).split(" ")))
                            .lines())
                    .as(line)
                    .contains("--resume", "--restart", "local names");
        }
        for (String line : List.of("-u put rm --acc", "rm --user put --acc", "rm -u = put --acc", "rm put --acc")) {
            assertThat(run("bash", "-ec", source + complete("_netdisk", ("netdisk " + line).split(" ")))
                            .lines())
                    .as(line)
                    .containsExactly("--accept-new");
        }
    }

    /** Without the script the shell offers them everywhere; with it they must not be gone, nor stand for remote ones. */
    @Test
    @NeedsTool({"tmux", "bash", "zsh"})
    void localNamesAreOfferedWhereACommandTakesThem() throws Exception {
        Files.writeString(folder.resolve("of mine"), "");
        Files.createDirectory(folder.resolve("data of the server"));
        for (String shell : new String[] {"bash --norc", "zsh -f"}) {
            Map<String, String> environment = Map.of("PATH", System.getenv("PATH"), "HOME", folder.toString());
            try (Tmux terminal = new Tmux(folder.resolve(shell.substring(0, 3)), folder, environment)) {
                String script = script(shell.substring(0, shell.indexOf(' ')));
                terminal.prompts("$").enter(shell).enter("PS1='> '").prompts(">");
                terminal.enter("source " + script + "; clear")
                        .enter("echo ready")
                        .shows("\nready");
                terminal.type("netdisk put of")
                        .press("Tab")
                        .shows("netdisk put of\\ mine")
                        .press("C-u");
                terminal.type("netdisk serve --data da")
                        .press("Tab")
                        .shows("--data data\\ of\\ the")
                        .press("C-u");
                for (String remote : new String[] {"rm", "ls -l", "-u put stat --sha256"}) {
                    // the second word is completed after the first was not
                    terminal.type("netdisk " + remote + " of")
                            .press("Tab")
                            .type(" --accept-n")
                            .press("Tab");
                    terminal.shows("netdisk " + remote + " of --accept-new").press("C-u");
                }
            }
        }
    }

    @Test
    @NeedsTool("zsh")
    void zshTakesTheScriptAndHasTheCommand() throws Exception {
        assertThat(run("zsh", "-fc", "source " + script("zsh") + " && print $_comps[netdisk]"))
                .isEqualTo("_netdisk\n");
    }
}
