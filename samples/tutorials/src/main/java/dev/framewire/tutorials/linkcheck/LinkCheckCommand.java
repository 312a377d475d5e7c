package dev.framewire.tutorials.linkcheck;

import static picocli.CommandLine.ScopeType.INHERIT;

import dev.framewire.auth.UnsafeHandshake;
import dev.framewire.framing.Transport;
import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.NoFiles;
import dev.framewire.tutorials.program.ServeOptions;
import dev.framewire.tutorials.program.StreamLesson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "link-check", description = "S8: both sides prove a key; then an echo in upper case.")
public final class LinkCheckCommand extends StreamLesson {
    private static final String WARNING =
            "link-check: warning: tutorial-md5 is not safe; it is for talking to the old programs";

    @Option(names = "--format", scope = INHERIT, defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
    private Format format;

    @Option(names = "--secret", scope = INHERIT, paramLabel = "S", description = "For tutorial-md5 only.")
    private String secret;

    public LinkCheckCommand(Console console) {
        super("link-check", console);
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
    int serve(@Mixin ServeOptions options, @Mixin NoFiles noFiles) throws IOException, InterruptedException {
        return ours()
                ? serve(options, UpperCase.LIMITS, UpperCase::serve)
                : serveAnybody(options, new RawUpperCase(tutorialMd5(), gap()));
    }

    @Command(
            name = "client",
            description = "Sends each TEXT, or each line of standard input.",
            mixinStandardHelpOptions = true)
    int client(@Mixin ClientOptions options, @Parameters(paramLabel = "TEXT") List<String> texts)
            throws IOException, InterruptedException {
        return ours()
                ? ask(options, UpperCase.LIMITS, server -> sayEach(texts, text -> UpperCase.ask(server, text)))
                : askAnybody(options, server -> {
                    tutorialMd5().connect(Transport.of(server));
                    sayEach(texts, raw(server, UpperCase.MAX_MESSAGE_BYTES)::ask);
                });
    }

    /** Whether it is our own format; the other has a secret, and a warning. */
    private boolean ours() {
        if ((format == Format.TUTORIAL_MD5) != (secret != null)) {
            throw new IllegalArgumentException("--secret belongs to --format tutorial-md5, and to no other");
        }
        if (secret != null) {
            console.log(WARNING);
        }
        return secret == null;
    }

    private UnsafeHandshake tutorialMd5() {
        return UnsafeHandshake.tutorialMd5(secret.getBytes(StandardCharsets.UTF_8));
    }
}
