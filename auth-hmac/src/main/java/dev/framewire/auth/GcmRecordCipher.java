package dev.framewire.auth;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM records (NIST SP 800-38D), as in TLS 1.3.
 *
 * <pre>
 *     nonce = iv XOR (four zero bytes | sequence: u64)      additional data = the record's four header bytes
 * </pre>
 */
final class GcmRecordCipher extends RecordCipher {
    private static final int TAG_BYTES = 16;
    private static final int IV_BYTES = 12;
    private static final byte[] IV_LABEL = Hkdf.label("framewire-auth/1 iv");

    private final int mode;
    private final Cipher cipher;
    private final byte[] iv = new byte[IV_BYTES];
    private final byte[] nonce = new byte[IV_BYTES];
    private SecretKeySpec key;

    GcmRecordCipher(byte[] secret, boolean sealing) {
        super(secret);
        mode = sealing ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        cipher = Aes256Gcm.newCipher();
        key = derive(secret);
    }

    private SecretKeySpec derive(byte[] secret) {
        HmacSha256 prk = new HmacSha256(secret);
        byte[] keyBytes = Hkdf.expand(prk, KEY_LABEL, 32);
        byte[] newIv = Hkdf.expand(prk, IV_LABEL, IV_BYTES);
        prk.wipe();
        System.arraycopy(newIv, 0, iv, 0, IV_BYTES);
        SecretKeySpec derived = new SecretKeySpec(keyBytes, "AES");
        Secrets.wipe(keyBytes, newIv);
        return derived;
    }

    @Override
    int tagBytes() {
        return TAG_BYTES;
    }

    @Override
    void rekey(byte[] newSecret) {
        key = derive(newSecret);
    }

    @Override
    void forget() {
        Secrets.wipe(iv, nonce);
    }

    @Override
    void sealBody(long sequence, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            begin(sequence, out, outOffset);
            cipher.doFinal(in, inOffset, length, out, outOffset + RecordFormat.HEADER_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to seal a record", e);
        }
    }

    @Override
    void openBody(long sequence, byte[] in, int inOffset, int length, byte[] out, int outOffset) throws AuthException {
        try {
            begin(sequence, in, inOffset);
            // Never in place: to decrypt within one array the JDK first allocates another one of the same size.
            cipher.doFinal(in, inOffset + RecordFormat.HEADER_BYTES, length + TAG_BYTES, out, outOffset);
        } catch (AEADBadTagException e) {
            // JDK 17 and 25 leave nothing there themselves; others may decrypt first and check then
            Arrays.fill(out, outOffset, outOffset + length, (byte) 0);
            throw tampered();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to open a record", e);
        }
    }

    private void begin(long sequence, byte[] record, int offset)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        System.arraycopy(iv, 0, nonce, 0, 4);
        for (int i = 0; i < 8; i++) {
            nonce[4 + i] = (byte) (iv[4 + i] ^ (byte) (sequence >>> (56 - 8 * i)));
        }
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(record, offset, RecordFormat.HEADER_BYTES);
    }
}
