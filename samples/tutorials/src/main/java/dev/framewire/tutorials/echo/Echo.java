package dev.framewire.tutorials.echo;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.Header;
import dev.framewire.tutorials.program.SecureFrames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code echo} as it should be: a message is the body of a frame, so it may be empty, may come in pieces, and is answered once. */
public final class Echo {
    private static final int MAX_MESSAGE_BYTES = 1024 * 1024;

    public static final FrameLimits LIMITS =
            FrameLimits.builder().maxBodyBytes(MAX_MESSAGE_BYTES).build();

    private Echo() {}

    public static void serve(SecureFrames client) throws IOException {
        Frame frame;
        while ((frame = client.next()) != null) {
            client.send(Header.builder().build(), frame.readBody(MAX_MESSAGE_BYTES));
        }
    }

    public static String ask(SecureFrames server, String text) throws IOException {
        server.send(Header.builder().build(), text.getBytes(StandardCharsets.UTF_8));
        return new String(server.answer().readBody(MAX_MESSAGE_BYTES), StandardCharsets.UTF_8);
    }
}
