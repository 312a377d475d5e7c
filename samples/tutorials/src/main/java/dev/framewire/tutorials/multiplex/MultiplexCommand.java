package dev.framewire.tutorials.multiplex;

import dev.framewire.auth.HmacClient;
import dev.framewire.auth.HmacServer;
import dev.framewire.framing.Watchdog;
import dev.framewire.tutorials.concurrent.Bounds;
import dev.framewire.tutorials.program.ClientOptions;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Refusal;
import dev.framewire.tutorials.program.ServeOptions;
import dev.framewire.tutorials.program.StreamLesson;
import dev.framewire.tutorials.upload.Landing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "multiplex", description = "S10: many sockets, one thread.")
public final class MultiplexCommand extends StreamLesson {
    public MultiplexCommand(Console console) {
        super("multiplex", console);
    }

    enum ServeFormat {
        frames,
        raw
    }

    enum ClientFormat {
        frames,
        http
    }

    @Command(name = "serve", description = "An echo; serves until it is killed.", mixinStandardHelpOptions = true)
    int serve(
            @Mixin ServeOptions options,
            @Option(names = "--format", defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
                    ServeFormat format)
            throws IOException {
        try (Watchdog watchdog = Watchdog.create();
                ServerSocketChannel server = ServerSocketChannel.open();
                SelectorLoop loop =
                        new SelectorLoop(options.bounds(), e -> console.log("multiplex: " + e.getMessage()))) {
            Door door = format == ServeFormat.raw
                    ? Door.unlocked(() -> new RawEcho(gap()))
                    : SecureConversation.door(
                            HmacServer.with(key().readOrMake()).as("multiplex").watchdog(watchdog), FrameEcho::new);
            server.bind(new InetSocketAddress("127.0.0.1", options.port()));
            loop.listen(server, door);
            console.say(
                    "multiplex: listening on 127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort());
            loop.run();
        }
        return 0;
    }

    @Command(
            name = "client",
            description =
                    "Sends each TEXT on a connection of its own, or, with --format http, fetches each PATH; all at once.",
            mixinStandardHelpOptions = true)
    int client(
            @Mixin ClientOptions options,
            @Option(names = "--format", defaultValue = "frames", description = "${COMPLETION-CANDIDATES}")
                    ClientFormat format,
            @Option(names = "--dir", defaultValue = ".", paramLabel = "D", description = "Where fetched files arrive.")
                    Path dir,
            @Parameters(paramLabel = "TEXT|PATH", arity = "1..*") List<String> arguments)
            throws IOException {
        List<Exception> failures = new ArrayList<>();
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", options.port());
        Bounds bounds = new Bounds(1, options.timeout(), Bounds.DEFAULT_LIFETIME);
        try (SelectorLoop loop = new SelectorLoop(bounds, failures::add)) {
            if (format == ClientFormat.http) {
                fetch(loop, server, arguments, new Landing(dir, Landing.DEFAULT_MAX_FILE_BYTES));
            } else {
                ask(loop, server, arguments, HmacClient.with(key().read()).expecting("multiplex"), options.timeout());
            }
        }
        if (!failures.isEmpty()) {
            throw new IOException(failures.get(0).getMessage(), failures.get(0));
        }
        return 0;
    }

    private void ask(
            SelectorLoop loop, InetSocketAddress server, List<String> texts, HmacClient handshake, Duration timeout)
            throws IOException {
        List<FrameQuestion> questions = texts.stream().map(FrameQuestion::new).toList();
        try (Watchdog watchdog = Watchdog.create()) {
            for (FrameQuestion question : questions) {
                loop.connect(SecureConversation.door(
                        server, (int) timeout.toMillis(), handshake.watchdog(watchdog), question));
            }
            loop.run();
        }
        questions.stream().filter(FrameQuestion::done).forEach(question -> console.say(question.answer()));
    }

    private void fetch(SelectorLoop loop, InetSocketAddress server, List<String> paths, Landing landing)
            throws IOException {
        List<HttpFetch> fetches = paths.stream().map(HttpFetch::new).toList();
        for (HttpFetch fetch : fetches) {
            loop.connect(server, fetch);
        }
        loop.run();
        for (HttpFetch fetch : fetches) {
            if (!fetch.done()) {
                continue;
            }
            if (!fetch.page().status().matches("HTTP/1\\.[01] 200( .*)?")) {
                throw new Refusal(fetch.path() + ": " + fetch.page().status());
            }
            String name = fetch.path().substring(fetch.path().lastIndexOf('/') + 1);
            byte[] body = fetch.page().body();
            try (Landing.Arrival arrival = landing.begin(name, body.length)) {
                arrival.readFrom(new ByteArrayInputStream(body));
                console.say(arrival.complete().getFileName() + ", " + body.length + " bytes");
            }
        }
    }
}
