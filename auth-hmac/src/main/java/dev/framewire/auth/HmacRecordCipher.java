package dev.framewire.auth;

import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/**
 * Records that everybody can read and nobody can change.
 *
 * <pre>
 *     tag = HMAC-SHA-256(key, sequence: u64 | the record's four header bytes | payload)
 * </pre>
 */
final class HmacRecordCipher extends RecordCipher {
    private final byte[] sequenceBytes = new byte[8];
    private final byte[] expected = new byte[HmacSha256.BYTES];
    private final byte[] received = new byte[HmacSha256.BYTES];
    /** The JDK's: it makes no garbage, and what it digests twice is little beside a record. */
    private Mac hmac;

    HmacRecordCipher(byte[] secret) {
        super(secret);
        hmac = derive(secret);
    }

    private static Mac derive(byte[] secret) {
        byte[] key = Hkdf.expand(secret, KEY_LABEL, 32);
        Mac derived = HmacSha256.keyed("HmacSHA256", key);
        Secrets.wipe(key);
        return derived;
    }

    @Override
    int tagBytes() {
        return HmacSha256.BYTES;
    }

    @Override
    void rekey(byte[] newSecret) {
        hmac = derive(newSecret);
    }

    @Override
    void forget() {
        Secrets.wipe(expected);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the question is whether it is the same array
    void sealBody(long sequence, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        int payload = outOffset + RecordFormat.HEADER_BYTES;
        if (in != out || inOffset != payload) {
            System.arraycopy(in, inOffset, out, payload, length);
        }
        mac(sequence, out, outOffset, length, out, payload + length);
    }

    @Override
    void openBody(long sequence, byte[] in, int inOffset, int length, byte[] out, int outOffset) throws AuthException {
        int payload = inOffset + RecordFormat.HEADER_BYTES;
        mac(sequence, in, inOffset, length, expected, 0);
        System.arraycopy(in, payload + length, received, 0, received.length);
        if (!Secrets.equal(expected, received)) {
            throw tampered();
        }
        System.arraycopy(in, payload, out, outOffset, length);
    }

    private void mac(long sequence, byte[] record, int offset, int length, byte[] out, int outOffset) {
        for (int i = 0; i < 8; i++) {
            sequenceBytes[i] = (byte) (sequence >>> (56 - 8 * i));
        }
        hmac.update(sequenceBytes);
        hmac.update(record, offset, RecordFormat.HEADER_BYTES + length);
        try {
            hmac.doFinal(out, outOffset);
        } catch (ShortBufferException e) {
            throw new IllegalArgumentException("no room for 32 bytes at " + outOffset + " of " + out.length, e);
        }
    }
}
