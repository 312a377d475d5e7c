package dev.framewire.tutorials.program;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Why an option that other lessons have is refused by this one. */
final class MeaninglessOption {
    private MeaninglessOption() {}

    static ParameterException of(CommandSpec command, String option, String why) {
        return new ParameterException(
                command.commandLine(), option + " means nothing to " + command.qualifiedName() + ": " + why);
    }
}
