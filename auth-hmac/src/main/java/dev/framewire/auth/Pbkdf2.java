package dev.framewire.auth;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * PBKDF2-HMAC-SHA-256 (RFC 8018 §5.2; the {@code Hi()} of RFC 5802 §2.2 is its first block).
 *
 * <p>Not the JDK's {@code SecretKeyFactory}: that one takes characters only, cannot be stopped, and digests the
 * padded keys anew in each iteration.
 */
final class Pbkdf2 {
    /** Never asks to stop. */
    static final BooleanSupplier UNCANCELLED = () -> false;

    // A power of two: the check is a mask. 1,024 iterations take about 0.3 ms, so a stop is prompt and costs nothing.
    private static final int CHECK_STRIDE = 1024;

    private Pbkdf2() {}

    /**
     * Derives a key.
     *
     * @param cancelled asked every 1,024 iterations, as is the thread's interrupt flag, which stays set
     * @throws CancellationException the thread was interrupted or {@code cancelled} said so
     */
    static byte[] sha256(byte[] password, byte[] salt, int iterations, int lengthBytes, BooleanSupplier cancelled) {
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations < 1: " + iterations);
        }
        if (lengthBytes < 1) {
            throw new IllegalArgumentException("lengthBytes < 1: " + lengthBytes);
        }
        HmacSha256 prf = new HmacSha256(password);
        byte[] out = new byte[lengthBytes];
        byte[] u = new byte[HmacSha256.BYTES];
        byte[] t = new byte[HmacSha256.BYTES];
        try {
            int block = 1;
            for (int done = 0; done < lengthBytes; done += HmacSha256.BYTES) {
                block(prf, salt, iterations, block++, u, t, cancelled);
                System.arraycopy(t, 0, out, done, Math.min(t.length, lengthBytes - done));
            }
            return out;
        } finally {
            Secrets.wipe(u, t);
            prf.wipe();
        }
    }

    /** U1 = PRF(salt | INT(block)), Un = PRF(Un-1), T = U1 xor U2 xor … */
    private static void block(
            HmacSha256 prf, byte[] salt, int iterations, int block, byte[] u, byte[] t, BooleanSupplier cancelled) {
        prf.update(salt)
                .update((byte) (block >>> 24))
                .update((byte) (block >>> 16))
                .update((byte) (block >>> 8))
                .update((byte) block)
                .doFinal(u, 0);
        System.arraycopy(u, 0, t, 0, t.length);
        for (int n = 1; n < iterations; n++) {
            if ((n & (CHECK_STRIDE - 1)) == 0 && (Thread.currentThread().isInterrupted() || cancelled.getAsBoolean())) {
                throw new CancellationException("key derivation stopped");
            }
            prf.update(u).doFinal(u, 0);
            for (int k = 0; k < t.length; k++) {
                t[k] ^= u[k];
            }
        }
    }
}
