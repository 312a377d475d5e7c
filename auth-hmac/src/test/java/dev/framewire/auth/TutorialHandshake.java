package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * The handshake of the tutorials, for the attack lab: the server sends 32 random bytes, the client answers with their
 * HMAC, and then both talk in the clear. And its mutual form, in which the client challenges the server afterwards.
 */
final class TutorialHandshake {
    private static final int BYTES = 32;

    private final byte[] key;

    TutorialHandshake(byte[] key) {
        this.key = key;
    }

    void client(Transport transport) throws IOException {
        send(transport, HmacSha256.mac(key, receive(transport, BYTES)));
    }

    void server(Transport transport) throws IOException {
        challenge(transport);
    }

    /** Both challenge: the client answers first, then asks. */
    void mutualClient(Transport transport) throws IOException {
        client(transport);
        challenge(transport);
    }

    private void challenge(Transport transport) throws IOException {
        byte[] challenge = new byte[BYTES];
        new SecureRandom().nextBytes(challenge);
        send(transport, challenge);
        if (!Secrets.equal(HmacSha256.mac(key, challenge), receive(transport, BYTES))) {
            throw new IOException("not authenticated");
        }
    }

    static void send(Transport transport, byte[] bytes) throws IOException {
        transport.outputStream().write(bytes);
        transport.outputStream().flush();
    }

    static void say(Transport transport, String text) throws IOException {
        send(transport, text.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] receive(Transport transport, int count) throws IOException {
        byte[] bytes = transport.inputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("cut");
        }
        return bytes;
    }

    static String hear(Transport transport) throws IOException {
        byte[] buffer = new byte[64];
        int n = transport.inputStream().read(buffer);
        return new String(Arrays.copyOf(buffer, Math.max(n, 0)), StandardCharsets.US_ASCII);
    }

    /** One side of a meeting, beside the test. */
    static <T> CompletableFuture<T> async(Callable<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                future.complete(work.call());
            } catch (Exception e) {
                future.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return future;
    }
}
