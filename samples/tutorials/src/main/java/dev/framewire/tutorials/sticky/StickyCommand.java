package dev.framewire.tutorials.sticky;

import dev.framewire.tutorials.program.Console;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "sticky",
        description = "Merged and split packets, live: the bug on a bare socket, then the cure.",
        mixinStandardHelpOptions = true)
public final class StickyCommand implements Callable<Integer> {
    private final Console console;

    public StickyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        new StickyDemo(console).run();
        return 0;
    }
}
