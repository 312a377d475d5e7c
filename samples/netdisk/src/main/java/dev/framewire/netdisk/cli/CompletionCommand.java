package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.cli.Syntax.Arg;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;

final class CompletionCommand extends Subcommand {
    /** Where nothing of the program's fits, the shell offers local names behind these, and nothing behind the others. */
    private static final String TAKE_LOCAL_NAMES = "put | get | verify | serve | useradd";

    // picocli's function takes the first of its commands that stands anywhere for the one that was typed: it is shown a
    // blank
    // where the value of an option stands, or a name behind the command. bash takes host:1 for three words, and
    // --user=lin too.
    private static final String WORDS = """
            _netdisk_words() {
              local -a typed
              typed=("${COMP_WORDS[@]}")
              local i word value='' joined=''
              command=''
              for ((i = 1; i < COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                if [ "$word" = : ] || [ "$word" = = ]; then
                  joined=1 value='' typed[i]=_
                elif [ -n "$value$joined" ]; then
                  joined='' value='' typed[i]=_
                else
                  case $word in
                    OPTIONS_WITH_VALUE) value=1 ;;
                    -*) ;;
                    *) if [ -z "$command" ]; then command=$word; else typed[i]=_; fi ;;
                  esac
                fi
              done
              local -a COMP_WORDS
              COMP_WORDS=("${typed[@]}")
              _complete_netdisk
            }""";

    // bash before 4 has no compopt, and keeps picocli's function, which offers local names everywhere
    private static final String BASH = """
            _netdisk() {
              local command
              _netdisk_words
              case $command in
                COMMANDS) compopt -o default ;;
              esac
              return 0
            }
            if type compopt >/dev/null 2>&1; then complete -F _netdisk netdisk; fi""";

    // zsh runs a function for bash in a shell of its own, where that cannot say what is to be offered besides
    private static final String ZSH = """
            _netdisk() {
              local word value='' command=''
              for word in "${(@)words[2,CURRENT-1]}"; do
                if [[ -n $value ]]; then value=''; continue; fi
                case $word in
                  OPTIONS_WITH_VALUE) value=1 ;;
                  -*) ;;
                  *) command=$word; break ;;
                esac
              done
              case $command in
                COMMANDS) _bash_complete -o default -F _netdisk_words ;;
                *) _bash_complete -F _netdisk_words ;;
              esac
            }
            compdef _netdisk netdisk""";

    private final Arg<ShellName> shell = syntax.parameter(ShellName.class, "bash|zsh", "the shell");

    CompletionCommand(Root root) {
        super(root, "completion", "Print a completion script: source <(netdisk completion bash)");
    }

    enum ShellName {
        bash,
        zsh
    }

    @Override
    public Integer call() {
        boolean zsh = shell.value() == ShellName.zsh;
        if (zsh) {
            root.screen.out.println("autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit");
        }
        root.screen.out.println(AutoComplete.bash("netdisk", root.spec.commandLine()));
        root.screen.out.println((WORDS + "\n" + (zsh ? ZSH : BASH))
                .replace("COMMANDS", TAKE_LOCAL_NAMES)
                .replace("OPTIONS_WITH_VALUE", optionsWithValue()));
        return ExitCode.DONE;
    }

    private String optionsWithValue() {
        Set<String> names = new TreeSet<>();
        CommandLine program = root.spec.commandLine();
        Stream.concat(Stream.of(program), program.getSubcommands().values().stream())
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(option -> option.arity().max() > 0)
                .forEach(option -> names.addAll(List.of(option.names())));
        return String.join(" | ", names);
    }
}
