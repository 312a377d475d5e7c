package dev.framewire.auth;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Everything that both ends have sent so far, byte for byte as it was on the wire, so that nothing in it can be changed
 * without changing every proof and every key that follows. SPEC.md, <i>Transcript</i>.
 *
 * <pre>
 *     TH = SHA-256("framewire-auth/1 transcript" | N: u32 | binding, N bytes | frame 1 | frame 2 | …)
 *     frame = prefix | header | body       binding = what the channel beneath is known by; nothing unless bound to TLS
 * </pre>
 */
final class Transcript {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

    Transcript(byte[] binding) {
        bytes.writeBytes("framewire-auth/1 transcript".getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(new byte[] {
            (byte) (binding.length >>> 24),
            (byte) (binding.length >>> 16),
            (byte) (binding.length >>> 8),
            (byte) binding.length
        });
        bytes.writeBytes(binding);
    }

    void add(byte[] frame, int offset, int length) {
        bytes.write(frame, offset, length);
    }

    byte[] hash() {
        return Sha256.hash(bytes.toByteArray());
    }
}
