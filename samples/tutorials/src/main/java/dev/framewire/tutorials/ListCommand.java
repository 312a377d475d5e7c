package dev.framewire.tutorials;

import dev.framewire.tutorials.program.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "list", description = "Names the lessons, in reading order.", mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    CommandSpec spec;

    ListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CommandLine tutorial = spec.parent().commandLine();
        tutorial.getSubcommands().forEach((name, lesson) -> {
            if (!name.equals("list")) {
                String[] description = lesson.getCommandSpec().usageMessage().description();
                console.say(String.format("%-12s%s", name, description[0]));
            }
        });
        return 0;
    }
}
