package dev.framewire.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Everything that both ends have sent so far, byte for byte as it was on the wire, so that nothing in it can be changed
 * without changing every proof and every key that follows. SPEC.md, <i>Transcript</i>.
 *
 * <pre>
 *     TH = SHA-256("framewire-auth/1 transcript" | N: u32 | binding, N bytes | frame 1 | frame 2 | …)
 *     frame = prefix | header | body       binding = what the channel beneath is known by; nothing unless the handshake is inside one
 * </pre>
 */
final class Transcript {
    private static final byte[] LABEL = "framewire-auth/1 transcript".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest digest = Sha256.newDigest();

    Transcript(byte[] binding) {
        digest.update(LABEL);
        digest.update(new byte[] {
            (byte) (binding.length >>> 24),
            (byte) (binding.length >>> 16),
            (byte) (binding.length >>> 8),
            (byte) binding.length
        });
        digest.update(binding);
    }

    void add(byte[] frame, int offset, int length) {
        digest.update(frame, offset, length);
    }

    byte[] hash() {
        return Sha256.copy(digest).digest();
    }
}
