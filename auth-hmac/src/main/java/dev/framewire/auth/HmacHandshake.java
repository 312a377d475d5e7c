package dev.framewire.auth;

import dev.framewire.framing.HeaderKey;
import java.nio.charset.StandardCharsets;
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
 *
 *     prk = HKDF-Extract("framewire-auth/1 psk", secret)
 *     Kc  = HKDF-Expand(prk, "framewire-auth/1 client proof", 32)
 *     Ks  = HKDF-Expand(prk, "framewire-auth/1 server finish", 32)
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

    private static final byte[] EXTRACT_SALT = "framewire-auth/1 psk".getBytes(StandardCharsets.US_ASCII);

    private HmacHandshake() {}

    static byte[] prk(byte[] secret) {
        return Hkdf.extract(EXTRACT_SALT, secret);
    }

    static byte[] clientProof(byte[] prk, byte[] transcriptHash) {
        return proof(prk, "framewire-auth/1 client proof", transcriptHash);
    }

    static byte[] serverFinish(byte[] prk, byte[] transcriptHash) {
        return proof(prk, "framewire-auth/1 server finish", transcriptHash);
    }

    static byte[] proof(byte[] prk, String label, byte[] transcriptHash) {
        byte[] key = Hkdf.expand(prk, label, HmacSha256.BYTES);
        byte[] proof = HmacSha256.mac(key, transcriptHash);
        Secrets.wipe(key);
        return proof;
    }

    static String nonce(HandshakeOptions options) {
        return HexFormat.of().formatHex(options.randomBytes(NONCE_BYTES));
    }

    /** Its bytes are under the proof as they came; that it is one at all keeps a peer from leaving it out. */
    static void checkNonce(HandshakeFrames.Received frame) throws AuthException {
        if (!frame.text(NONCE).matches("[0-9a-f]{64}")) {
            throw HandshakeFrames.malformed("the nonce is not 64 lower-case hexadecimal digits");
        }
    }

    static Security security(HmacSuite suite, boolean bound) {
        return new Security(suite.wireName(), true, suite == HmacSuite.AES_256_GCM, true, false, bound);
    }
}
