package dev.framewire.tutorials.linkcheck;

import dev.framewire.auth.UnsafeHandshake;
import dev.framewire.framing.Transport;
import dev.framewire.tutorials.concurrent.ConcurrentServer;
import dev.framewire.tutorials.sticky.Gap;
import dev.framewire.tutorials.sticky.QuietGap;
import java.io.IOException;
import java.net.Socket;

/**
 * {@code link-check serve --format tutorial-md5}: the original's check, then bytes in upper case.
 *
 * <pre>
 *     server   32 random bytes
 *     client   HMAC-MD5(secret, those bytes): 16 bytes
 *     client   hello                                        server   HELLO
 * </pre>
 */
final class RawUpperCase implements ConcurrentServer.Handler {
    private final UnsafeHandshake check;
    private final Gap gap;

    RawUpperCase(UnsafeHandshake check, Gap gap) {
        this.check = check;
        this.gap = gap;
    }

    @Override
    public void serve(Socket client) throws IOException {
        check.accept(Transport.of(client));
        QuietGap messages = gap.on(client, UpperCase.MAX_MESSAGE_BYTES);
        byte[] message;
        while ((message = messages.next()) != null) {
            client.getOutputStream().write(UpperCase.of(message));
        }
    }
}
