package dev.framewire.auth;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id version 0x13 (RFC 9106), which the JDK does not have. The only class that imports Bouncy Castle, and only
 * its lightweight API: no security provider is added to the process.
 */
final class BouncyCastleArgon2 {
    private BouncyCastleArgon2() {}

    /**
     * Derives a key. Takes {@code memoryKib} KiB of heap while it runs, and does not notice interrupts.
     *
     * @param memoryKib at least 8 × lanes
     */
    static byte[] argon2id(byte[] password, byte[] salt, int memoryKib, int passes, int lanes, int lengthBytes) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .build());
        byte[] out = new byte[lengthBytes];
        generator.generateBytes(password, out);
        return out;
    }
}
