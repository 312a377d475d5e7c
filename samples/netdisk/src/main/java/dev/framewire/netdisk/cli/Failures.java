package dev.framewire.netdisk.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;

/** What is said of a command that failed, and its exit code. */
final class Failures implements IExecutionExceptionHandler {
    private final Root root;

    Failures(Root root) {
        this.root = root;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, CommandLine.ParseResult result) {
        root.screen.say("netdisk: " + ExitCode.message(e));
        if (root.debug()) {
            e.printStackTrace(root.screen.err);
        }
        return ExitCode.of(e);
    }
}
