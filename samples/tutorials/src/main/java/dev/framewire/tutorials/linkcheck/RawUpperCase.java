package dev.framewire.tutorials.linkcheck;

import dev.framewire.auth.UnsafeHandshake;
import dev.framewire.framing.Transport;
import dev.framewire.tutorials.concurrent.ConcurrentServer;
import dev.framewire.tutorials.sticky.QuietGap;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/**
 * {@code link-check serve --format tutorial-md5}: the original's check, then bytes in upper case as Python's {@code bytes.upper()} has it.
 *
 * <pre>
 *     server   32 random bytes
 *     client   HMAC-MD5(secret, those bytes): 16 bytes
 *     client   hello                                        server   HELLO
 * </pre>
 */
final class RawUpperCase implements ConcurrentServer.Handler {
    static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private final UnsafeHandshake check;
    private final Duration gap;

    RawUpperCase(UnsafeHandshake check, Duration gap) {
        this.check = check;
        this.gap = gap;
    }

    @Override
    public void serve(Socket client) throws IOException {
        check.accept(Transport.of(client));
        QuietGap messages = QuietGap.of(client, gap, MAX_MESSAGE_BYTES);
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
