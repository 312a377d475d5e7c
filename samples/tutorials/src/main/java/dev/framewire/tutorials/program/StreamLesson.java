package dev.framewire.tutorials.program;

import dev.framewire.framing.FrameLimits;
import dev.framewire.tutorials.concurrent.ConcurrentServer;
import dev.framewire.tutorials.sticky.Gap;
import dev.framewire.tutorials.sticky.GapOption;
import dev.framewire.tutorials.sticky.RawClient;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import picocli.CommandLine.Mixin;

/** A lesson over TCP: a server and a client, in our own format, which has a key, or in one of the originals', which may have nothing but pauses. */
public abstract class StreamLesson {
    protected final Console console;
    private final String name;

    @Mixin
    private KeyOption key;

    @Mixin
    private GapOption gap;

    protected StreamLesson(String name, Console console) {
        this.name = name;
        this.console = console;
    }

    protected KeyOption key() {
        return key;
    }

    protected Gap gap() {
        return gap.gap();
    }

    /** Our format: serves whoever has the key. */
    protected int serve(ServeOptions options, FrameLimits limits, ServeOptions.Lesson lesson)
            throws IOException, InterruptedException {
        return options.serve(name, key, limits, lesson, console);
    }

    /** An original's format: serves whoever connects. */
    protected int serveAnybody(ServeOptions options, ConcurrentServer.Handler handler)
            throws IOException, InterruptedException {
        key.mustBeAbsent();
        return options.serve(name, handler, console);
    }

    /** Our format: proves the key, has the server prove it, and talks. */
    protected int ask(ClientOptions options, FrameLimits limits, ClientOptions.Lesson lesson) throws IOException {
        return options.ask(name, key, limits, lesson);
    }

    /** A client's half of a conversation in an original's format. */
    @FunctionalInterface
    protected interface OpenLesson {
        void ask(Socket server) throws IOException, InterruptedException;
    }

    /** An original's format: talks to whoever is there. */
    protected int askAnybody(ClientOptions options, OpenLesson lesson) throws IOException, InterruptedException {
        key.mustBeAbsent();
        try (Socket socket = options.connect()) {
            lesson.ask(socket);
        }
        return 0;
    }

    /** An original's server without framing. */
    protected RawClient raw(Socket server, int maxAnswerBytes) throws IOException {
        return new RawClient(server, gap(), maxAnswerBytes);
    }

    /** What the server says to one text. */
    @FunctionalInterface
    protected interface Asking {
        String answerTo(String text) throws IOException;
    }

    /** Asks for each text, or, where there is none, for each line of standard input. */
    protected void sayEach(List<String> texts, Asking asking) throws IOException {
        for (String text : console.argumentsOrLines(texts)) {
            console.say(asking.answerTo(text));
        }
    }
}
