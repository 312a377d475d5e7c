package dev.framewire.auth;

/**
 * What one shared key is in hmac-sha256, made once for each key. Not thread-safe. SPEC.md, <i>Shared keys</i> and <i>hmac-sha256</i>.
 *
 * <pre>
 *     prk = HKDF-Extract("framewire-auth/1 psk", secret)
 *     Kc  = HKDF-Expand(prk, "framewire-auth/1 client proof", 32)
 *     Ks  = HKDF-Expand(prk, "framewire-auth/1 server finish", 32)
 *     psk = HKDF-Expand(prk, "framewire-auth/1 noise psk", 32)
 * </pre>
 */
final class HmacKeys {
    private static final byte[] EXTRACT_SALT = Hkdf.label("framewire-auth/1 psk");

    private final HmacSha256 prk;
    private final HmacSha256 clientKey;
    private final HmacSha256 serverKey;

    private HmacKeys(HmacSha256 prk, HmacSha256 clientKey, HmacSha256 serverKey) {
        this.prk = prk;
        this.clientKey = clientKey;
        this.serverKey = serverKey;
    }

    static HmacKeys of(byte[] secret) {
        byte[] prkBytes = Hkdf.extract(EXTRACT_SALT, secret);
        HmacSha256 prk = new HmacSha256(prkBytes);
        Secrets.wipe(prkBytes);
        return new HmacKeys(
                prk, expanded(prk, "framewire-auth/1 client proof"), expanded(prk, "framewire-auth/1 server finish"));
    }

    private static HmacSha256 expanded(HmacSha256 prk, String label) {
        byte[] key = Hkdf.expand(prk, Hkdf.label(label), HmacSha256.BYTES);
        HmacSha256 keyed = new HmacSha256(key);
        Secrets.wipe(key);
        return keyed;
    }

    /** The same key's part in noise-nnpsk0. */
    byte[] noisePsk() {
        return Hkdf.expand(prk, Hkdf.label("framewire-auth/1 noise psk"), 32);
    }

    /** For one handshake: it may run beside others, and must not be disturbed by a {@link #wipe} of the key. */
    HmacKeys copy() {
        return new HmacKeys(prk.copy(), clientKey.copy(), serverKey.copy());
    }

    byte[] clientProof(byte[] transcriptHash) {
        return clientKey.update(transcriptHash).doFinal();
    }

    byte[] serverFinish(byte[] transcriptHash) {
        return serverKey.update(transcriptHash).doFinal();
    }

    SessionKeys session(byte[] transcriptHash) {
        return SessionKeys.derive(prk, transcriptHash);
    }

    void wipe() {
        prk.wipe();
        clientKey.wipe();
        serverKey.wipe();
    }
}
