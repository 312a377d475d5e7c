package dev.framewire.tutorials.program;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A server whose wire is not ours and has no second form, HTTP or datagrams: {@code --format} and {@code --key-file} are refused, with the
 * reason. To take a key and not use it would be to promise a protection that is not there.
 */
public final class NoSession {
    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    @Option(names = "--format", hidden = true, paramLabel = "F")
    void refuseFormat(String format) {
        throw MeaninglessOption.of(command, "--format", "there is one format on this wire, the one its clients speak");
    }

    @Option(names = "--key-file", hidden = true, paramLabel = "K")
    void refuseKey(Path file) {
        throw MeaninglessOption.of(
                command, "--key-file", "its clients have no key to prove; nothing on this wire is protected");
    }
}
