package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.cli.Syntax.Arg;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

final class HelpCommand extends Subcommand {
    private final Arg<String> name = syntax.optionalParameter("COMMAND", Commands.NAMES);

    HelpCommand(Root root) {
        super(root, "help", "Show the help of a command, or this of the program.");
    }

    @Override
    public Integer call() {
        CommandLine program = root.spec.commandLine();
        CommandLine meant =
                name.value() == null ? program : program.getSubcommands().get(name.value());
        if (meant == null) {
            throw new UnmatchedArgumentException(program, List.of(name.value()));
        }
        meant.usage(program.getOut());
        return ExitCode.DONE;
    }
}
