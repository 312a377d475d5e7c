package dev.framewire.tutorials;

import dev.framewire.tutorials.sticky.Silence;
import java.io.IOException;

/** A server of ours to which clients write in pieces, and which knows of the pauses between them. */
final class Chopped implements AutoCloseable {
    private final Program server;
    private final Chopper chopper;

    private Chopped(Program server, Chopper chopper) {
        this.server = server;
        this.chopper = chopper;
    }

    static Chopped serve(long seed, String line, String... more) throws IOException {
        return serve(new Silence(), seed, line, more);
    }

    static Chopped serve(Silence silence, long seed, String line, String... more) throws IOException {
        Program server = Program.serve(silence, Program.words(line, more));
        return new Chopped(server, new Chopper(silence, seed, server.port()));
    }

    /** Where clients knock. */
    String port() {
        return chopper.port();
    }

    void saw(String text) {
        server.saw(text);
    }

    @Override
    public void close() throws IOException {
        chopper.close();
        server.close();
    }
}
