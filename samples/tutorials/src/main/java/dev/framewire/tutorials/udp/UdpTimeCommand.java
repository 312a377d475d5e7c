package dev.framewire.tutorials.udp;

import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.NoFiles;
import dev.framewire.tutorials.program.NoSession;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "udp-time", description = "S11: the request is a strftime format, the answer the time.")
public final class UdpTimeCommand {
    private final Console console;

    public UdpTimeCommand(Console console) {
        this.console = console;
    }

    @Command(name = "serve", description = "Serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(@Mixin UdpServeOptions options, @Mixin NoFiles noFiles, @Mixin NoSession noSession)
            throws IOException, InterruptedException {
        return options.serve("udp-time", new TimeService(), console);
    }

    @Command(name = "client", description = "Asks for the time.", mixinStandardHelpOptions = true)
    int client(
            @Mixin ClientOptions options,
            @Parameters(paramLabel = "FORMAT", defaultValue = "", description = "such as %%H:%%M") String format)
            throws IOException {
        try (UdpClient client = new UdpClient(options.port(), options.timeout())) {
            client.send(format);
            console.say(client.receive());
        }
        return 0;
    }
}
