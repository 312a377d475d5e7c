package dev.framewire.auth;

import java.nio.charset.StandardCharsets;

/** HKDF-SHA-256 (RFC 5869). The JDK has one of its own only from 25 on. */
final class Hkdf {
    static final int MAX_OUTPUT_BYTES = 255 * HmacSha256.BYTES;

    private Hkdf() {}

    /** Concentrates the randomness of {@code ikm} into 32 bytes; an empty salt is allowed (RFC 5869 §2.2). */
    static byte[] extract(byte[] salt, byte[] ikm) {
        return HmacSha256.mac(salt, ikm);
    }

    /** An ASCII label as info. */
    static byte[] label(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@link #expand(byte[], byte[], int)} with an ASCII label as info. */
    static byte[] expand(byte[] prk, String label, int lengthBytes) {
        return expand(prk, label(label), lengthBytes);
    }

    /** {@link #expand(HmacSha256, byte[], int)} for a {@code prk} that is used once. */
    static byte[] expand(byte[] prk, byte[] info, int lengthBytes) {
        HmacSha256 keyed = new HmacSha256(prk);
        try {
            return expand(keyed, info, lengthBytes);
        } finally {
            keyed.wipe();
        }
    }

    /**
     * Derives bytes for the one purpose that {@code info} names (RFC 5869 §2.3).
     *
     * <pre>
     *     T(0) = empty
     *     T(i) = HMAC(prk, T(i-1) | info | i)     i is one byte, from 1
     *     out  = the first lengthBytes of T(1) | T(2) | …
     * </pre>
     */
    static byte[] expand(HmacSha256 prk, byte[] info, int lengthBytes) {
        if (lengthBytes < 0 || lengthBytes > MAX_OUTPUT_BYTES) {
            throw new IllegalArgumentException("lengthBytes not in 0.." + MAX_OUTPUT_BYTES + ": " + lengthBytes);
        }
        byte[] out = new byte[lengthBytes];
        byte[] block = {};
        int counter = 1;
        for (int done = 0; done < lengthBytes; done += HmacSha256.BYTES) {
            byte[] previous = block;
            block = prk.update(previous).update(info).update((byte) counter++).doFinal();
            Secrets.wipe(previous);
            System.arraycopy(block, 0, out, done, Math.min(block.length, lengthBytes - done));
        }
        Secrets.wipe(block);
        return out;
    }
}
