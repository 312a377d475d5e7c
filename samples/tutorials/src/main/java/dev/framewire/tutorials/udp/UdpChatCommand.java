package dev.framewire.tutorials.udp;

import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.NoFiles;
import dev.framewire.tutorials.program.NoSession;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "udp-chat", description = "S11: a room; a datagram is a message.")
public final class UdpChatCommand {
    private final Console console;

    public UdpChatCommand(Console console) {
        this.console = console;
    }

    @Command(name = "serve", description = "Serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(@Mixin UdpServeOptions options, @Mixin NoFiles noFiles, @Mixin NoSession noSession)
            throws IOException, InterruptedException {
        return options.serve("udp-chat", new ChatRoom(console), console);
    }

    @Command(
            name = "client",
            description = "Says each TEXT, or each line of standard input, and prints what is heard meanwhile.",
            mixinStandardHelpOptions = true)
    int client(@Mixin ClientOptions options, @Parameters(paramLabel = "TEXT") List<String> texts) throws IOException {
        try (UdpClient client = new UdpClient(options.port(), options.timeout())) {
            for (String text : console.argumentsOrLines(texts == null ? List.of() : texts)) {
                client.send(text);
                String heard;
                do {
                    heard = client.receive();
                    console.say(heard);
                    // Others may speak first; our own words, unsigned, are the sign that the room has heard us.
                } while (!heard.equals(text));
            }
        }
        return 0;
    }
}
