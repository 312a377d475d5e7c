package dev.framewire.tutorials.linkcheck;

import dev.framewire.auth.UnsafeHandshake;
import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.Header;
import dev.framewire.framing.Transport;
import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.KeyOption;
import dev.framewire.tutorials.program.SecureFrames;
import dev.framewire.tutorials.program.ServeOptions;
import dev.framewire.tutorials.sticky.GapOption;
import dev.framewire.tutorials.sticky.RawClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "link-check", description = "S8: both sides prove a key; then an echo in upper case.")
public final class LinkCheckCommand {
    private static final String WARNING =
            "link-check: warning: tutorial-md5 is not safe; it is for talking to the old programs";
    private static final FrameLimits LIMITS =
            FrameLimits.builder().maxBodyBytes(RawUpperCase.MAX_MESSAGE_BYTES).build();

    private final Console console;

    public LinkCheckCommand(Console console) {
        this.console = console;
    }

    enum Format {
        FRAMES,
        TUTORIAL_MD5;

        @Override
        public String toString() {
            return this == FRAMES ? "frames" : "tutorial-md5";
        }
    }

    @Command(name = "serve", description = "Serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(
            @Mixin ServeOptions options,
            @Mixin KeyOption key,
            @Mixin GapOption gap,
            @Option(names = "--format", defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
                    Format format,
            @Option(names = "--secret", paramLabel = "S", description = "For tutorial-md5 only.") String secret)
            throws IOException, InterruptedException {
        check(format, secret);
        if (format == Format.FRAMES) {
            return options.serve("link-check", key, LIMITS, LinkCheckCommand::upperCase, console);
        }
        console.log(WARNING);
        return options.serve("link-check", new RawUpperCase(tutorialMd5(secret), gap.gap()), console);
    }

    @Command(
            name = "client",
            description = "Sends each TEXT, or each line of standard input.",
            mixinStandardHelpOptions = true)
    int client(
            @Mixin ClientOptions options,
            @Mixin KeyOption key,
            @Mixin GapOption gap,
            @Option(names = "--format", defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
                    Format format,
            @Option(names = "--secret", paramLabel = "S", description = "For tutorial-md5 only.") String secret,
            @Parameters(paramLabel = "TEXT") List<String> arguments)
            throws IOException {
        check(format, secret);
        Iterable<String> texts = console.argumentsOrLines(arguments == null ? List.of() : arguments);
        if (format == Format.FRAMES) {
            return options.ask("link-check", key, LIMITS, server -> {
                for (String text : texts) {
                    server.send(Header.builder().build(), text.getBytes(StandardCharsets.UTF_8));
                    byte[] answer = server.answer().readBody(RawUpperCase.MAX_MESSAGE_BYTES);
                    console.say(new String(answer, StandardCharsets.UTF_8));
                }
            });
        }
        console.log(WARNING);
        try (Socket socket = options.connect()) {
            tutorialMd5(secret).connect(Transport.of(socket));
            RawClient server = new RawClient(socket, gap.gap(), RawUpperCase.MAX_MESSAGE_BYTES);
            for (String text : texts) {
                console.say(server.ask(text));
            }
        }
        return 0;
    }

    private static void upperCase(SecureFrames client) throws IOException {
        Frame frame;
        while ((frame = client.next()) != null) {
            byte[] text = frame.readBody(RawUpperCase.MAX_MESSAGE_BYTES);
            client.send(Header.builder().build(), RawUpperCase.upper(text));
        }
    }

    private static UnsafeHandshake tutorialMd5(String secret) {
        return UnsafeHandshake.tutorialMd5(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static void check(Format format, String secret) {
        if ((format == Format.TUTORIAL_MD5) != (secret != null)) {
            throw new IllegalArgumentException("--secret belongs to --format tutorial-md5, and to no other");
        }
    }
}
