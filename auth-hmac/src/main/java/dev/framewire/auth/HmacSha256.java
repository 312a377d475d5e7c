package dev.framewire.auth;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104) of the JDK under one key, for use again and again. Not thread-safe. */
final class HmacSha256 {
    static final int BYTES = 32;

    // The JCA refuses an empty key. HMAC pads a key with zeros to the block size, so one zero byte is the same key.
    private static final byte[] EMPTY_KEY = {0};

    private final Mac mac;

    HmacSha256(byte[] key) {
        mac = keyed("HmacSHA256", key);
    }

    /** The MAC of the parts, one after another without a separator. */
    static byte[] mac(byte[] key, byte[]... parts) {
        HmacSha256 hmac = new HmacSha256(key);
        for (byte[] part : parts) {
            hmac.update(part);
        }
        return hmac.doFinal();
    }

    /** A JCA Mac, for the algorithms that old peers ask for as well. */
    static Mac keyed(String algorithm, byte[] key) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.length == 0 ? EMPTY_KEY : key, algorithm));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java platform has no usable " + algorithm, e);
        }
    }

    HmacSha256 update(byte[] bytes) {
        mac.update(bytes);
        return this;
    }

    HmacSha256 update(byte[] bytes, int offset, int length) {
        mac.update(bytes, offset, length);
        return this;
    }

    HmacSha256 update(byte b) {
        mac.update(b);
        return this;
    }

    /** The MAC of everything since the last one; the key stays. */
    byte[] doFinal() {
        return mac.doFinal();
    }

    /** Writes 32 bytes at {@code offset} without garbage; the key stays. */
    void doFinal(byte[] out, int offset) {
        try {
            mac.doFinal(out, offset);
        } catch (ShortBufferException e) {
            throw new IllegalArgumentException("no room for 32 bytes at " + offset + " of " + out.length, e);
        }
    }
}
