package dev.framewire.tutorials.linkcheck;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The original's check. Not safe, and nothing of ours builds on it.
 *
 * <pre>
 *     server   32 random bytes
 *     client   HMAC-MD5(secret, those bytes), 16 bytes
 * </pre>
 */
final class TutorialMd5 {
    private static final int CHALLENGE_BYTES = 32;
    private static final int ANSWER_BYTES = 16;

    private TutorialMd5() {}

    /** The server's half. True: the peer, or somebody it relays from, has the secret. */
    static boolean check(Socket client, String secret) throws IOException {
        byte[] challenge = new byte[CHALLENGE_BYTES];
        new SecureRandom().nextBytes(challenge);
        client.getOutputStream().write(challenge);
        return MessageDigest.isEqual(answer(secret, challenge), exactly(client, ANSWER_BYTES));
    }

    /** The client's half. It learns nothing about the server. */
    static void answer(Socket server, String secret) throws IOException {
        server.getOutputStream().write(answer(secret, exactly(server, CHALLENGE_BYTES)));
    }

    /** All of it, in however many pieces: recv(32) may be given seven. */
    private static byte[] exactly(Socket peer, int count) throws IOException {
        byte[] bytes = peer.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("Truncated link check: " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    static byte[] answer(String secret, byte[] challenge) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            // A key of no bytes is refused by the JDK; HMAC pads keys with zeros, so one zero byte is the same key.
            byte[] key = secret.isEmpty() ? new byte[1] : secret.getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, "HmacMD5"));
            return mac.doFinal(challenge);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacMD5", e);
        }
    }
}
