package dev.framewire.tutorials.upload;

import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.ServeOptions;
import dev.framewire.tutorials.sticky.GapOption;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "upload", description = "S4 to S7: files arrive complete, under their plain name, or not at all.")
public final class UploadCommand {
    private final Console console;

    public UploadCommand(Console console) {
        this.console = console;
    }

    enum Format {
        SIZE_FIRST;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    @Command(name = "serve", description = "Serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(
            @Mixin ServeOptions options,
            @Mixin GapOption gap,
            @Option(names = "--format", required = true, description = "${COMPLETION-CANDIDATES}") Format format,
            @Option(names = "--dir", required = true, paramLabel = "D", description = "Where files arrive.") Path dir,
            @Option(
                            names = "--max-file-bytes",
                            paramLabel = "N",
                            description = "A longer file is refused (default 4 GiB).",
                            defaultValue = "4294967296")
                    long maxFileBytes)
            throws IOException, InterruptedException {
        return options.serve("upload", new SizeFirst(new Landing(dir, maxFileBytes), console, gap.gap()), console);
    }

    @Command(name = "client", description = "Sends files.", mixinStandardHelpOptions = true)
    int client(
            @Mixin ClientOptions options,
            @Mixin GapOption gap,
            @Option(names = "--format", required = true, description = "${COMPLETION-CANDIDATES}") Format format,
            @Parameters(paramLabel = "FILE", arity = "1..*") List<Path> files)
            throws IOException, InterruptedException {
        try (Socket socket = options.connect()) {
            for (Path file : files) {
                SizeFirst.send(socket, file, gap.gap());
                console.say(
                        "sent " + file.getFileName() + "; this wire has no answer, so whether it arrived is not known");
            }
        }
        return 0;
    }
}
