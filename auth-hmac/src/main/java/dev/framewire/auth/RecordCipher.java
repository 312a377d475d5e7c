package dev.framewire.auth;

/**
 * The keys of one direction, and the number of the next record. Not thread-safe.
 *
 * <pre>
 *     key  = HKDF-Expand(secret, "framewire-auth/1 key", 32)
 *     iv   = HKDF-Expand(secret, "framewire-auth/1 iv", 12)          AES-256-GCM only
 *     next = HKDF-Expand(secret, "framewire-auth/1 update", 32)      the secret after a KEY_UPDATE
 * </pre>
 */
abstract sealed class RecordCipher permits GcmRecordCipher, HmacRecordCipher {
    static final int SECRET_BYTES = 32;
    static final byte[] KEY_LABEL = Hkdf.label("framewire-auth/1 key");

    private final byte[] secret;

    /** The number of the next record: 0 with every new key, never sent, and never reaching 2^63. */
    private long sequence;

    private long payloadBytes;

    RecordCipher(byte[] secret) {
        this.secret = secret.clone();
    }

    /**
     * Writes a whole record: header, payload, tag.
     *
     * @param in the payload; may be the place in {@code out} where the payload goes, but not before it
     * @return the record's bytes
     */
    final int seal(int type, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        RecordFormat.putHeader(out, outOffset, type, length);
        sealBody(sequence, in, inOffset, length, out, outOffset);
        count(length);
        return RecordFormat.HEADER_BYTES + length + tagBytes();
    }

    /**
     * Checks the whole record at {@code inOffset} and only then leaves its payload in {@code out}, another array.
     *
     * @throws AuthException of kind TAMPERED if it is not the next record the peer sealed
     */
    final void open(byte[] in, int inOffset, int length, byte[] out, int outOffset) throws AuthException {
        openBody(sequence, in, inOffset, length, out, outOffset);
        count(length);
    }

    private void count(int length) {
        sequence++;
        payloadBytes += length;
    }

    /** Goes on to the next key. The old one cannot be found from it. */
    final void update() {
        byte[] next = Hkdf.expand(secret, "framewire-auth/1 update", SECRET_BYTES);
        System.arraycopy(next, 0, secret, 0, secret.length);
        Secrets.wipe(next);
        sequence = 0;
        payloadBytes = 0;
        rekey(secret);
    }

    final long records() {
        return sequence;
    }

    final long payloadBytes() {
        return payloadBytes;
    }

    /** Forgets the secret. The JDK's own copies of the current key are out of reach. */
    final void wipe() {
        Secrets.wipe(secret);
        forget();
    }

    static AuthException tampered() {
        return new AuthException(
                AuthException.Kind.TAMPERED, "Corrupt record: changed, replayed, reordered or missing on the way");
    }

    abstract int tagBytes();

    abstract void sealBody(long sequence, byte[] in, int inOffset, int length, byte[] out, int outOffset);

    abstract void openBody(long sequence, byte[] in, int inOffset, int length, byte[] out, int outOffset)
            throws AuthException;

    abstract void rekey(byte[] newSecret);

    abstract void forget();
}
