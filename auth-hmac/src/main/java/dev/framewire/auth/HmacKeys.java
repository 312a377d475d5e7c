package dev.framewire.auth;

import java.nio.charset.StandardCharsets;

/**
 * What one shared key is in hmac-sha256, made once for each key. SPEC.md, <i>Shared keys</i> and <i>hmac-sha256</i>.
 *
 * <pre>
 *     prk = HKDF-Extract("framewire-auth/1 psk", secret)
 *     Kc  = HKDF-Expand(prk, "framewire-auth/1 client proof", 32)
 *     Ks  = HKDF-Expand(prk, "framewire-auth/1 server finish", 32)
 *     psk = HKDF-Expand(prk, "framewire-auth/1 noise psk", 32)
 * </pre>
 */
final class HmacKeys {
    private static final byte[] EXTRACT_SALT = "framewire-auth/1 psk".getBytes(StandardCharsets.US_ASCII);

    private final byte[] prk;
    private final byte[] clientKey;
    private final byte[] serverKey;

    private HmacKeys(byte[] prk, byte[] clientKey, byte[] serverKey) {
        this.prk = prk;
        this.clientKey = clientKey;
        this.serverKey = serverKey;
    }

    static HmacKeys of(byte[] secret) {
        byte[] prk = Hkdf.extract(EXTRACT_SALT, secret);
        return new HmacKeys(
                prk,
                Hkdf.expand(prk, "framewire-auth/1 client proof", HmacSha256.BYTES),
                Hkdf.expand(prk, "framewire-auth/1 server finish", HmacSha256.BYTES));
    }

    /** The same key's part in noise-nnpsk0. */
    byte[] noisePsk() {
        return Hkdf.expand(prk, "framewire-auth/1 noise psk", 32);
    }

    /** For one handshake, so that a key that is wiped meanwhile does not turn into zeros under it. */
    HmacKeys copy() {
        return new HmacKeys(prk.clone(), clientKey.clone(), serverKey.clone());
    }

    byte[] clientProof(byte[] transcriptHash) {
        return HmacSha256.mac(clientKey, transcriptHash);
    }

    byte[] serverFinish(byte[] transcriptHash) {
        return HmacSha256.mac(serverKey, transcriptHash);
    }

    SessionKeys session(byte[] transcriptHash) {
        return SessionKeys.derive(prk, transcriptHash);
    }

    void wipe() {
        Secrets.wipe(prk, clientKey, serverKey);
    }
}
