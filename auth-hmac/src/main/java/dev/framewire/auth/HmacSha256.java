package dev.framewire.auth;

import java.security.DigestException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * HMAC-SHA-256 (RFC 2104) under one key, for use again and again. Not thread-safe.
 *
 * <p>It keeps the digest as it is after either padded key and copies that, where the JDK's {@code Mac} digests both paddings
 * anew for every MAC: a short message, of which PBKDF2 has a million, costs half as much.
 */
final class HmacSha256 {
    static final int BYTES = 32;

    private static final int BLOCK_BYTES = 64;
    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5c;

    // The JCA refuses an empty key. HMAC pads a key with zeros to the block size, so one zero byte is the same key.
    private static final byte[] EMPTY_KEY = {0};

    private final MessageDigest inner;
    private final MessageDigest outer;
    private boolean wiped;

    /** What was taken since the last MAC; null if nothing was. */
    private @Nullable MessageDigest message;

    HmacSha256(byte[] key) {
        this(Sha256.newDigest(), Sha256.newDigest());
        byte[] block = block(key);
        inner.update(pad(block, INNER_PAD));
        outer.update(pad(block, (byte) (INNER_PAD ^ OUTER_PAD)));
        Secrets.wipe(block);
    }

    private HmacSha256(MessageDigest inner, MessageDigest outer) {
        this.inner = inner;
        this.outer = outer;
    }

    /** Another one under the same key, to be wiped for itself. */
    HmacSha256 copy() {
        checkNotWiped();
        return new HmacSha256(Sha256.copy(inner), Sha256.copy(outer));
    }

    /** The MAC of the parts, one after another without a separator. */
    static byte[] mac(byte[] key, byte[]... parts) {
        byte[] block = block(key);
        MessageDigest digest = Sha256.newDigest();
        digest.update(pad(block, INNER_PAD));
        for (byte[] part : parts) {
            digest.update(part);
        }
        byte[] inner = digest.digest();
        digest.update(pad(block, (byte) (INNER_PAD ^ OUTER_PAD)));
        Secrets.wipe(block);
        return digest.digest(inner);
    }

    private static byte[] block(byte[] key) {
        if (key.length <= BLOCK_BYTES) {
            return Arrays.copyOf(key, BLOCK_BYTES);
        }
        byte[] hashed = Sha256.hash(key);
        byte[] block = Arrays.copyOf(hashed, BLOCK_BYTES);
        Secrets.wipe(hashed);
        return block;
    }

    /** In place. */
    private static byte[] pad(byte[] block, byte with) {
        for (int i = 0; i < BLOCK_BYTES; i++) {
            block[i] ^= with;
        }
        return block;
    }

    /** A JCA Mac, for the algorithms that old peers ask for, and for long messages without garbage. */
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
        message().update(bytes);
        return this;
    }

    HmacSha256 update(byte b) {
        message().update(b);
        return this;
    }

    private MessageDigest message() {
        if (message == null) {
            checkNotWiped();
            message = Sha256.copy(inner);
        }
        return message;
    }

    /** The MAC of everything since the last one; the key stays. */
    byte[] doFinal() {
        byte[] mac = new byte[BYTES];
        doFinal(mac, 0);
        return mac;
    }

    /** Writes 32 bytes at {@code offset}; the key stays. */
    void doFinal(byte[] out, int offset) {
        try {
            message().digest(out, offset, BYTES);
            message = null;
            MessageDigest last = Sha256.copy(outer);
            last.update(out, offset, BYTES);
            last.digest(out, offset, BYTES);
        } catch (DigestException e) {
            throw new IllegalArgumentException("no room for 32 bytes at " + offset + " of " + out.length, e);
        }
    }

    /** What the digests hold is as good as the key. */
    void wipe() {
        wiped = true;
        inner.reset();
        outer.reset();
        if (message != null) {
            message.reset();
            message = null;
        }
    }

    /** Without its key it is a plain hash, which everybody can make. */
    private void checkNotWiped() {
        if (wiped) {
            throw new IllegalStateException("the key was wiped");
        }
    }
}
