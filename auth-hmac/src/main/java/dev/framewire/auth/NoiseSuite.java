package dev.framewire.auth;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What the Noise suites share: two Noise messages in frames, a confirmation, and the way into the key schedule.
 *
 * <pre>
 *     client                                                              server
 *       hello    {type, suites, …}   Noise message 1     →
 *                ←     reply    {type}   Noise message 2
 *       confirm  {type}   HMAC(Kf, TH of hello and reply)   →
 *
 *     prologue = "framewire-auth/1 prologue" | prefix and header of hello
 *     prk      = HKDF-Extract("framewire-auth/1 noise", k1 | k2)      k1, k2 from Split()
 *     Kf       = HKDF-Expand(prk, "framewire-auth/1 client confirm", 32)
 * </pre>
 *
 * <p>The first Noise message can be replayed by anybody, so a server knows only by the confirmation that somebody is
 * there who took part.
 */
final class NoiseSuite {
    static final String NX = "framewire-auth/1:noise-nx";
    static final String NNPSK0 = "framewire-auth/1:noise-nnpsk0";
    static final HeaderKey SUITES = HmacHandshake.SUITES;
    static final byte[] NO_PAYLOAD = {};

    private NoiseSuite() {}

    static HeaderBuilder hello(String suite) {
        return HandshakeFrames.header("hello").put(SUITES, suite);
    }

    /** A Noise client offers one suite only: its first message belongs to that one. */
    static void checkSuite(HandshakeFrames.Received hello, String suite) throws AuthException {
        if (!hello.text(SUITES).equals(suite)) {
            throw new AuthException(AuthException.Kind.UNSUPPORTED, "the client offers another suite than " + suite);
        }
    }

    static byte[] prologue(byte[] prefixAndHeader) {
        byte[] label = "framewire-auth/1 prologue".getBytes(StandardCharsets.US_ASCII);
        byte[] prologue = new byte[label.length + prefixAndHeader.length];
        System.arraycopy(label, 0, prologue, 0, label.length);
        System.arraycopy(prefixAndHeader, 0, prologue, label.length, prefixAndHeader.length);
        return prologue;
    }

    private static byte[] prk(NoiseHandshake noise) {
        byte[] keys = noise.split();
        byte[] prk = Hkdf.extract("framewire-auth/1 noise".getBytes(StandardCharsets.US_ASCII), keys);
        Secrets.wipe(keys);
        return prk;
    }

    /** The client's last step: sends its confirmation. */
    static SessionKeys confirmed(HandshakeFrames frames, NoiseHandshake noise) throws IOException {
        byte[] prk = prk(noise);
        try {
            frames.send(HandshakeFrames.header("confirm"), confirm(frames, prk));
            return SessionKeys.derive(prk, frames.transcriptHash());
        } finally {
            Secrets.wipe(prk);
        }
    }

    /** The server's last step: nothing holds before the client's confirmation does. */
    static SessionKeys awaitConfirmed(HandshakeFrames frames, NoiseHandshake noise) throws IOException {
        byte[] prk = prk(noise);
        try {
            byte[] expected = confirm(frames, prk);
            HandshakeFrames.Received confirm = frames.receive("confirm", 1, HmacSha256.BYTES);
            if (!Secrets.equal(expected, confirm.body())) {
                throw new AuthException(AuthException.Kind.CREDENTIALS, "the client's confirmation does not hold");
            }
            return SessionKeys.derive(prk, frames.transcriptHash());
        } finally {
            Secrets.wipe(prk);
        }
    }

    private static byte[] confirm(HandshakeFrames frames, byte[] prk) {
        byte[] key = Hkdf.expand(prk, "framewire-auth/1 client confirm", HmacSha256.BYTES);
        byte[] confirm = HmacSha256.mac(key, frames.transcriptHash());
        Secrets.wipe(key);
        return confirm;
    }
}
