package dev.framewire.benchmarks.limits;

import dev.framewire.transfer.Blake3Content;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What an end of a transfer does to every byte besides moving it. */
enum EndWork {
    NOTHING(256 << 10, 0),
    CRC32C(256 << 10, 0, Check.CRC32C),
    /** As a transfer that is checked by CRCs alone: one of each piece, and two of each chunk, of which one is the same. */
    CRC32C_AND_CRC32(256 << 10, 0, Check.CRC32C, Check.CRC32),
    SHA256(256 << 10, 0, Check.SHA256),
    BLAKE3(256 << 10, 0, Check.BLAKE3),
    /** As a transfer: what finds a flipped bit at once, and what nobody can forge. */
    CRC32C_AND_BLAKE3(256 << 10, 0, Check.CRC32C, Check.BLAKE3),
    /** The same in records as a secure channel has them, of which each piece fills some. */
    CRC32C_BLAKE3_AND_GCM(256 << 10, EndWork.RECORDS * EndWork.TAG_BYTES, Check.CRC32C, Check.BLAKE3);

    private static final int TAG_BYTES = 16;
    private static final int RECORD_BYTES = 64 << 10;
    /** In a whole piece. */
    private static final int RECORDS = 4;

    private static final int NONCE_BYTES = 12;
    private static final int KEY_BYTES = 32;

    /** Bytes of content in a piece; the last one may be shorter. */
    final int pieceBytes;
    /** Bytes that a piece has more on its way. */
    final int addedBytes;

    private final List<Check> checks;

    EndWork(int pieceBytes, int addedBytes, Check... checks) {
        this.pieceBytes = pieceBytes;
        this.addedBytes = addedBytes;
        this.checks = List.of(checks);
    }

    /** Takes every byte of a content. */
    private enum Check {
        CRC32C,
        CRC32,
        SHA256,
        BLAKE3;

        Consumer<ByteBuffer> start() throws GeneralSecurityException {
            return switch (this) {
                case CRC32C -> new CRC32C()::update;
                case CRC32 -> new CRC32()::update;
                case SHA256 -> MessageDigest.getInstance("SHA-256")::update;
                case BLAKE3 -> new Blake3Content()::update;
            };
        }

        Consumer<byte[]> wholes() throws GeneralSecurityException {
            return switch (this) {
                case CRC32C -> bytes -> new CRC32C().update(bytes);
                case CRC32 -> bytes -> new CRC32().update(bytes);
                case SHA256 -> MessageDigest.getInstance("SHA-256")::digest;
                case BLAKE3 -> Blake3Content::of;
            };
        }
    }

    /** One end, for one stream. */
    interface End {
        /** Answers what goes on: to the socket from the sender, to the file from the receiver. */
        ByteBuffer pass(ByteBuffer piece) throws GeneralSecurityException;
    }

    /** Ciphers and the JDK's SHA-256 read arrays; all else stays outside the heap, where the kernel puts it. */
    ByteBuffer buffer() {
        int size = pieceBytes + addedBytes;
        return addedBytes > 0 || checks.contains(Check.SHA256)
                ? ByteBuffer.allocate(size)
                : ByteBuffer.allocateDirect(size);
    }

    /** Takes small contents, each as a whole. */
    Consumer<byte[]> wholes() throws GeneralSecurityException {
        Consumer<byte[]> all = content -> {};
        for (Check check : checks) {
            all = all.andThen(check.wholes());
        }
        return all;
    }

    End end(boolean sending) throws GeneralSecurityException {
        List<Consumer<ByteBuffer>> started = new ArrayList<>();
        for (Check check : checks) {
            started.add(check.start());
        }
        End plain = piece -> {
            started.forEach(check -> check.accept(piece.duplicate()));
            return piece;
        };
        if (addedBytes == 0) {
            return plain;
        }
        Records records = new Records(sending, buffer());
        return sending ? piece -> records.next(plain.pass(piece)) : piece -> plain.pass(records.next(piece));
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

        /** All of a piece, record by record. */
        ByteBuffer next(ByteBuffer piece) throws GeneralSecurityException {
            int most = mode == Cipher.ENCRYPT_MODE ? RECORD_BYTES : RECORD_BYTES + TAG_BYTES;
            out.clear();
            while (piece.hasRemaining()) {
                int length = Math.min(piece.remaining(), most);
                byte[] nonce =
                        ByteBuffer.allocate(NONCE_BYTES).putLong(4, ++count).array();
                cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
                cipher.doFinal(piece.slice(piece.position(), length), out);
                piece.position(piece.position() + length);
            }
            return out.flip();
        }
    }
}
