package dev.framewire.tutorials.program;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A server that keeps no files: {@code --dir} is refused, with the reason. */
public final class NoFiles {
    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    @Option(names = "--dir", hidden = true, paramLabel = "D")
    void refuseFolder(Path folder) {
        throw MeaninglessOption.of(command, "--dir", "this server neither keeps nor sends files");
    }
}
