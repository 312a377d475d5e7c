package dev.framewire.tutorials.multiplex;

import dev.framewire.auth.HmacClient;
import dev.framewire.framing.Watchdog;
import dev.framewire.tutorials.concurrent.Bounds;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Loopback;
import dev.framewire.tutorials.program.Refusal;
import dev.framewire.tutorials.upload.Landing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code multiplex client}: asks everything at once, a connection each, on one thread. */
final class MultiplexClient {
    private final InetSocketAddress server;
    private final Duration timeout;
    private final Console console;

    MultiplexClient(int port, Duration timeout, Console console) {
        this.server = Loopback.port(port);
        this.timeout = timeout;
        this.console = console;
    }

    /** Our format: each text in a frame, answered with a frame. */
    void ask(List<String> texts, HmacClient client) throws IOException {
        List<FrameQuestion> questions = texts.stream().map(FrameQuestion::new).toList();
        try (Watchdog watchdog = Watchdog.create()) {
            HmacClient handshake = client.watchdog(watchdog);
            List<Exception> failures = run(loop -> {
                for (FrameQuestion question : questions) {
                    loop.connect(SecureConversation.door(server, timeout, handshake, question));
                }
            });
            questions.stream().filter(FrameQuestion::done).forEach(question -> console.say(question.answer()));
            throwFirst(failures);
        }
    }

    /** Files over HTTP, from any server. */
    void fetch(List<String> paths, Landing landing) throws IOException {
        List<HttpFetch> fetches = paths.stream().map(HttpFetch::new).toList();
        List<Exception> failures = run(loop -> {
            for (HttpFetch fetch : fetches) {
                loop.connect(server, fetch);
            }
        });
        for (HttpFetch fetch : fetches) {
            if (fetch.done()) {
                keep(fetch, landing);
            }
        }
        throwFirst(failures);
    }

    @FunctionalInterface
    private interface Beginning {
        void begin(SelectorLoop loop) throws IOException;
    }

    /** Begins all, runs each to its end, and tells what went wrong with whom it did: the others have their answers. */
    private List<Exception> run(Beginning beginning) throws IOException {
        List<Exception> failures = new ArrayList<>();
        try (SelectorLoop loop = new SelectorLoop(new Bounds(1, timeout, Bounds.DEFAULT_LIFETIME), failures::add)) {
            beginning.begin(loop);
            loop.run();
        }
        return failures;
    }

    private static void throwFirst(List<Exception> failures) throws IOException {
        if (!failures.isEmpty()) {
            throw new IOException(failures.get(0).getMessage(), failures.get(0));
        }
    }

    private void keep(HttpFetch fetch, Landing landing) throws IOException {
        if (!fetch.page().status().matches("HTTP/1\\.[01] 200( .*)?")) {
            throw new Refusal(fetch.path() + ": " + fetch.page().status());
        }
        String name = fetch.path().substring(fetch.path().lastIndexOf('/') + 1);
        byte[] body = fetch.page().body();
        landing.receive(name, body.length, new ByteArrayInputStream(body));
        console.say(name + ", " + body.length + " bytes");
    }
}
