package dev.framewire.tutorials.linkcheck;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.Header;
import dev.framewire.tutorials.program.SecureFrames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code link-check} as it should be: both ends have proved the key before either of these methods is called, and the frames run under keys
 * that came out of that proof. So there is nothing here but the echo.
 */
final class UpperCase {
    static final int MAX_MESSAGE_BYTES = 64 * 1024;
    static final FrameLimits LIMITS =
            FrameLimits.builder().maxBodyBytes(MAX_MESSAGE_BYTES).build();

    private UpperCase() {}

    static void serve(SecureFrames client) throws IOException {
        Frame frame;
        while ((frame = client.next()) != null) {
            client.send(Header.builder().build(), of(frame.readBody(MAX_MESSAGE_BYTES)));
        }
    }

    static String ask(SecureFrames server, String text) throws IOException {
        server.send(Header.builder().build(), text.getBytes(StandardCharsets.UTF_8));
        return new String(server.answer().readBody(MAX_MESSAGE_BYTES), StandardCharsets.UTF_8);
    }

    /** As Python's {@code bytes.upper()} has it: a to z only, so that no byte of a UTF-8 sequence is changed. */
    static byte[] of(byte[] text) {
        byte[] upper = text.clone();
        for (int i = 0; i < upper.length; i++) {
            if (upper[i] >= 'a' && upper[i] <= 'z') {
                upper[i] -= 'a' - 'A';
            }
        }
        return upper;
    }
}
