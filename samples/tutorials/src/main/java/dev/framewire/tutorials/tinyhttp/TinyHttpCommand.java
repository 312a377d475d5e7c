package dev.framewire.tutorials.tinyhttp;

import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.NoSession;
import dev.framewire.tutorials.program.ServeOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "tiny-http", description = "S13: HTTP/1.1 200 OK, and a page.")
public final class TinyHttpCommand {
    private final Console console;

    public TinyHttpCommand(Console console) {
        this.console = console;
    }

    @Command(name = "serve", description = "Serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(
            @Mixin ServeOptions options,
            @Mixin NoSession noSession,
            @Option(
                            names = "--dir",
                            paramLabel = "D",
                            description =
                                    "Serves the plain files of this folder; without it, one page under every path.")
                    Path dir)
            throws IOException, InterruptedException {
        Site site = dir == null ? Site.ofOnePage() : new FolderSite(dir);
        return options.serve("tiny-http", new TinyHttpServer(site), console);
    }

    @Command(name = "client", description = "Prints the page.", mixinStandardHelpOptions = true)
    int client(@Mixin ClientOptions options, @Parameters(paramLabel = "PATH", defaultValue = "/") String path)
            throws IOException {
        try (Socket socket = options.connect()) {
            TinyHttpClient.Page page = TinyHttpClient.get(socket, path);
            console.log(page.status());
            console.say(new String(page.body(), StandardCharsets.UTF_8).stripTrailing());
        }
        return 0;
    }
}
