package dev.framewire.auth;

import dev.framewire.framing.HeaderKey;
import java.util.HexFormat;

/**
 * What both sides of hmac-sha256 share. SPEC.md, <i>hmac-sha256</i>.
 *
 * <pre>
 *     client                                                                      server
 *       hello     {type, suites, key, client, server, nonce, binding}     →
 *                 ←     challenge  {type, suite, server, nonce}
 *       proof     {type}   HMAC(Kc, TH of hello and challenge)            →
 *                 ←     finish     {type}   HMAC(Ks, TH of hello, challenge and proof)
 * </pre>
 *
 * <p>The client proves first: whoever merely connects to a server never sees anything made with the secret.
 */
final class HmacHandshake {
    static final HeaderKey SUITES = HeaderKey.of("suites");
    static final HeaderKey SUITE = HeaderKey.of("suite");
    static final HeaderKey KEY = HeaderKey.of("key");
    static final HeaderKey CLIENT = HeaderKey.of("client");
    static final HeaderKey SERVER = HeaderKey.of("server");
    static final HeaderKey NONCE = HeaderKey.of("nonce");
    static final HeaderKey BINDING = HeaderKey.of("binding");

    static final int HELLO_FIELDS = 7;
    static final int CHALLENGE_FIELDS = 4;
    static final int PROOF_BYTES = HmacSha256.BYTES;
    static final int NONCE_BYTES = 32;
    static final String NO_BINDING = "none";
    /** The suite of a handshake inside a channel, whose own protection goes on behind it. */
    static final String IN_CHANNEL = "framewire-auth/1:hmac-sha256:channel";
    /** What the session's suite says of a handshake inside it. */
    static final String LOGIN = "hmac-sha256";

    private HmacHandshake() {}

    /** What becomes of the transport when both ends have proved themselves. */
    interface Finish {
        SecureSession session(String suite, HmacKeys keys, byte[] transcriptHash, Peer peer);
    }

    static String nonce(HandshakeOptions options) {
        return HexFormat.of().formatHex(options.randomBytes(NONCE_BYTES));
    }

    /** Its bytes are under the proof as they came; that it is one at all keeps a peer from leaving it out. */
    static void checkNonce(HandshakeFrames.Received frame) throws AuthException {
        String nonce = frame.text(NONCE);
        boolean hex = nonce.length() == 2 * NONCE_BYTES;
        for (int i = 0; hex && i < nonce.length(); i++) {
            char c = nonce.charAt(i);
            hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        if (!hex) {
            throw HandshakeFrames.malformed("the nonce is not 64 lower-case hexadecimal digits");
        }
    }

    static Security security(HmacSuite suite) {
        return new Security(suite.wireName(), true, suite == HmacSuite.AES_256_GCM, true, false, false);
    }
}
