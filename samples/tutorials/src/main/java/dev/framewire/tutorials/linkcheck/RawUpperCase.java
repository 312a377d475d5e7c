package dev.framewire.tutorials.linkcheck;

import dev.framewire.tutorials.concurrent.ConcurrentServer;
import dev.framewire.tutorials.program.Refusal;
import dev.framewire.tutorials.sticky.Arrivals;
import dev.framewire.tutorials.sticky.QuietGap;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** {@code link-check serve --format tutorial-md5}: the check, then bytes in upper case as Python's {@code bytes.upper()} has it. */
final class RawUpperCase implements ConcurrentServer.Handler {
    static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private final String secret;
    private final Duration gap;

    RawUpperCase(String secret, Duration gap) {
        this.secret = secret;
        this.gap = gap;
    }

    @Override
    public void serve(Socket client) throws IOException {
        if (!TutorialMd5.check(client, secret)) {
            throw new Refusal("refused: a wrong answer to the link check");
        }
        Duration idle = Duration.ofMillis(client.getSoTimeout());
        QuietGap messages = new QuietGap(Arrivals.of(client), gap, idle, MAX_MESSAGE_BYTES);
        byte[] message;
        while ((message = messages.next()) != null) {
            client.getOutputStream().write(upper(message));
        }
    }

    /** a to z only, so that no byte of a UTF-8 sequence is changed. */
    static byte[] upper(byte[] text) {
        byte[] upper = text.clone();
        for (int i = 0; i < upper.length; i++) {
            if (upper[i] >= 'a' && upper[i] <= 'z') {
                upper[i] -= 'a' - 'A';
            }
        }
        return upper;
    }
}
