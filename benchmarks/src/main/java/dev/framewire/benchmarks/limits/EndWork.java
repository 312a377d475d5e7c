package dev.framewire.benchmarks.limits;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What an end of a transfer does to every byte besides moving it. */
enum EndWork {
    NOTHING(256 << 10, 0),
    CRC32C(256 << 10, 0),
    SHA256(256 << 10, 0),
    /** Digest of the content, and records as a secure channel has them. */
    SHA256_AND_GCM(64 << 10, EndWork.TAG_BYTES);

    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int KEY_BYTES = 32;

    /** Bytes of content in a piece; the last one may be shorter. */
    final int pieceBytes;
    /** Bytes that a piece has more on its way. */
    final int addedBytes;

    EndWork(int pieceBytes, int addedBytes) {
        this.pieceBytes = pieceBytes;
        this.addedBytes = addedBytes;
    }

    /** One end, for one stream. */
    interface End {
        /** Answers what goes on: to the socket from the sender, to the file from the receiver. */
        ByteBuffer pass(ByteBuffer piece) throws GeneralSecurityException;
    }

    /** Digests read arrays; what is only moved, or has a CRC, stays outside the heap. */
    ByteBuffer buffer() {
        int size = pieceBytes + addedBytes;
        return this == SHA256 || this == SHA256_AND_GCM ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
    }

    End end(boolean sending) throws GeneralSecurityException {
        return switch (this) {
            case NOTHING -> piece -> piece;
            case CRC32C -> {
                CRC32C crc = new CRC32C();
                yield piece -> {
                    crc.update(piece.duplicate());
                    return piece;
                };
            }
            case SHA256 -> {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                yield piece -> {
                    digest.update(piece.duplicate());
                    return piece;
                };
            }
            case SHA256_AND_GCM -> {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                Records records = new Records(sending, buffer());
                yield piece -> {
                    if (sending) {
                        digest.update(piece.duplicate());
                        return records.next(piece);
                    }
                    ByteBuffer content = records.next(piece);
                    digest.update(content.duplicate());
                    return content;
                };
            }
        };
    }

    /** Each record under a nonce of its own: a counter. */
    private static final class Records {
        private final Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        private final SecretKeySpec key = new SecretKeySpec(new byte[KEY_BYTES], "AES");
        private final int mode;
        private final ByteBuffer out;
        private long count;

        Records(boolean sending, ByteBuffer out) throws GeneralSecurityException {
            this.mode = sending ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
            this.out = out;
        }

        ByteBuffer next(ByteBuffer record) throws GeneralSecurityException {
            byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(4, ++count).array();
            cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
            cipher.doFinal(record, out.clear());
            return out.flip();
        }
    }
}
