package dev.framewire.netdisk.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "completion", description = "Print a completion script: source <(netdisk completion bash)")
final class CompletionCommand implements Callable<Integer> {
    /** Where nothing of the program's fits, the shell offers local names behind these, and nothing behind the others. */
    private static final String TAKE_LOCAL_NAMES = "put | get | verify | serve | useradd";

    // bash before 4 has no compopt, and keeps picocli's function, which offers local names everywhere
    private static final String BASH = """
            _netdisk() {
              _complete_netdisk
              local word
              for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                case $word in
                  COMMANDS) compopt -o default; return 0 ;;
                esac
              done
            }
            if type compopt >/dev/null 2>&1; then complete -F _netdisk netdisk; fi""";

    // zsh runs a function for bash in a shell of its own, where that cannot say what is to be offered besides
    private static final String ZSH = """
            _netdisk() {
              local word
              for word in "${(@)words[2,CURRENT-1]}"; do
                case $word in
                  COMMANDS) _bash_complete -o default -F _complete_netdisk; return ;;
                esac
              done
              _bash_complete -F _complete_netdisk
            }
            compdef _netdisk netdisk""";

    @ParentCommand
    Root root;

    @Parameters(paramLabel = "bash|zsh", description = "the shell")
    ShellName shell;

    enum ShellName {
        bash,
        zsh
    }

    @Override
    public Integer call() {
        boolean zsh = shell == ShellName.zsh;
        if (zsh) {
            root.screen.out.println("autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit");
        }
        root.screen.out.println(AutoComplete.bash("netdisk", root.spec.commandLine()));
        root.screen.out.println((zsh ? ZSH : BASH).replace("COMMANDS", TAKE_LOCAL_NAMES));
        return ExitCode.DONE;
    }
}
