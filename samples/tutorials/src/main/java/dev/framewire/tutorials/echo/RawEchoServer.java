package dev.framewire.tutorials.echo;

import dev.framewire.tutorials.concurrent.ConcurrentServer;
import dev.framewire.tutorials.sticky.Gap;
import dev.framewire.tutorials.sticky.QuietGap;
import java.io.IOException;
import java.net.Socket;

/** {@code echo serve --format raw}: text, ended by a pause. Two quick writes are one message; no server can know better. */
public final class RawEchoServer implements ConcurrentServer.Handler {
    /** A message is held in memory. */
    public static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private final Gap gap;

    public RawEchoServer(Gap gap) {
        this.gap = gap;
    }

    @Override
    public void serve(Socket client) throws IOException {
        QuietGap messages = gap.on(client, MAX_MESSAGE_BYTES);
        byte[] message;
        while ((message = messages.next()) != null) {
            client.getOutputStream().write(message);
        }
    }
}
