package dev.framewire.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The SymmetricState and the CipherState of Noise (revision 34, §5.1 and §5.2), for AESGCM and SHA256. */
final class NoiseState {
    static final int TAG_BYTES = 16;

    private byte[] h;
    private byte[] ck;
    private byte @Nullable [] key;
    private long nonce;

    NoiseState(String protocolName) {
        byte[] name = protocolName.getBytes(StandardCharsets.US_ASCII);
        h = name.length <= Sha256.BYTES ? Arrays.copyOf(name, Sha256.BYTES) : Sha256.hash(name);
        ck = h.clone();
    }

    void mixHash(byte[] data) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(h);
        h = digest.digest(data);
    }

    void mixKey(byte[] input) {
        byte[] out = hkdf(input, 2);
        setKey(Arrays.copyOfRange(out, 32, 64));
        Secrets.wipe(out);
    }

    void mixKeyAndHash(byte[] input) {
        byte[] out = hkdf(input, 3);
        byte[] mixed = Arrays.copyOfRange(out, 32, 64);
        mixHash(mixed);
        setKey(Arrays.copyOfRange(out, 64, 96));
        Secrets.wipe(out, mixed);
    }

    /** Noise's HKDF is RFC 5869 with ck as salt and an empty info; its first output is the next ck. */
    private byte[] hkdf(byte[] input, int outputs) {
        byte[] prk = Hkdf.extract(ck, input);
        byte[] out = Hkdf.expand(prk, new byte[0], 32 * outputs);
        Secrets.wipe(prk, ck);
        ck = Arrays.copyOf(out, 32);
        return out;
    }

    private void setKey(byte[] newKey) {
        wipeKey();
        key = newKey;
        nonce = 0;
    }

    /** Plain as long as there is no key. */
    byte[] encryptAndHash(byte[] plaintext) {
        byte[] ciphertext = plaintext;
        if (key != null) {
            try {
                ciphertext = cipher(Cipher.ENCRYPT_MODE, key).doFinal(plaintext);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES-256-GCM failed to encrypt", e);
            }
        }
        mixHash(ciphertext);
        return ciphertext;
    }

    byte[] decryptAndHash(byte[] ciphertext) throws AuthException {
        byte[] plaintext = ciphertext;
        if (key != null) {
            try {
                plaintext = cipher(Cipher.DECRYPT_MODE, key).doFinal(ciphertext);
            } catch (AEADBadTagException e) {
                throw new AuthException(
                        AuthException.Kind.CREDENTIALS,
                        "a handshake message does not decrypt: another key, or changed on the way");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES-256-GCM failed to decrypt", e);
            }
        }
        mixHash(ciphertext);
        return plaintext;
    }

    int tagBytes() {
        return key == null ? 0 : TAG_BYTES;
    }

    /** AESGCM of Noise: nonce = four zero bytes | n: u64 big-endian; additional data = h. */
    private Cipher cipher(int mode, byte[] currentKey) throws GeneralSecurityException {
        byte[] iv = new byte[12];
        for (int i = 0; i < 8; i++) {
            iv[4 + i] = (byte) (nonce >>> (56 - 8 * i));
        }
        nonce++;
        Cipher cipher = Aes256Gcm.newCipher();
        cipher.init(mode, new SecretKeySpec(currentKey, "AES"), new GCMParameterSpec(8 * TAG_BYTES, iv));
        cipher.updateAAD(h);
        return cipher;
    }

    /** The handshake hash. */
    byte[] hash() {
        return h.clone();
    }

    /** Split(): the initiator's sending key, then the responder's. */
    byte[] split() {
        return hkdf(new byte[0], 2);
    }

    /** The hash stays. */
    void wipe() {
        Secrets.wipe(ck);
        wipeKey();
    }

    private void wipeKey() {
        if (key != null) {
            Secrets.wipe(key);
        }
    }
}
