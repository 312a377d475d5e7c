package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM records, sealed beforehand, to be opened by the session's input or by nothing but a Cipher: one or the
 * other, each record once and in its turn. It lies in this package to have an input without the handshake and without
 * the peer that would seal at the same time.
 */
public final class SealedRecords {
    /** Makes no garbage, which a ByteBuffer does: it would be counted as the Cipher's. */
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int TAG_BYTES = 16;
    private static final int IV_BYTES = 12;
    /** So many records and bytes under one key that it never changes, as it would never within a benchmark. */
    private static final RecordSettings ONE_KEY = new RecordSettings(
            Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, SecureSession.CLOSE_DEADLINE, System::nanoTime);

    private final int payloadBytes;
    private final int recordBytes;
    private final byte[] records;
    private final byte[] payload;
    private final byte[] sealed;
    private final RecordCipher sealing;
    private final RecordInput input;
    private final Cipher opening = Aes256Gcm.newCipher();
    private final SecretKeySpec key;
    private final byte[] nonce;
    private final long ivTail;
    private long sequence;
    private int at;

    /** Room for {@code count} records of {@code payloadBytes} each. */
    public SealedRecords(int payloadBytes, int count) {
        byte[] secret = new byte[RecordCipher.SECRET_BYTES];
        this.payloadBytes = payloadBytes;
        this.recordBytes = RecordFormat.HEADER_BYTES + payloadBytes + TAG_BYTES;
        this.records = new byte[count * recordBytes];
        this.payload = new byte[payloadBytes];
        this.sealed = new byte[recordBytes];
        this.sealing = RecordProtection.AES_256_GCM.sealing(secret);
        this.key = new SecretKeySpec(Hkdf.expand(secret, "framewire-auth/1 key", 32), "AES");
        this.nonce = Hkdf.expand(secret, "framewire-auth/1 iv", IV_BYTES);
        this.ivTail = (long) LONG.get(nonce, 4);
        Transport transport = Transport.of(new Prepared(), OutputStream.nullOutputStream(), () -> {});
        this.input = new RecordInput(transport, RecordProtection.AES_256_GCM.opening(secret), new NoSession(), ONE_KEY);
    }

    /**
     * Seals the next records and copies them, as if they arrived, over those before, all of which must have been opened.
     *
     * <p>The copy sets the clock. From 4 KiB on the JVM copies by 512-bit registers where there are any, and some processors
     * then run slower for most of a millisecond. The session's stream makes such copies in the time that is measured. Were
     * there none before the bare Cipher, it alone would run at the higher clock, up to a sixth faster than in any program
     * that receives what it opens. With {@code -XX:UseAVX=2} the two compare alike, copy or not.
     */
    public void seal() {
        for (int i = 0; i < records.length; i += recordBytes) {
            sealing.seal(RecordFormat.DATA, payload, 0, payloadBytes, sealed, 0);
            System.arraycopy(sealed, 0, records, i, recordBytes);
        }
        at = 0;
    }

    /** The session's input, over a stream that does nothing but copy from the sealed records. */
    public InputStream input() {
        return input;
    }

    /** Opens the next record by a Cipher alone, straight from where it was sealed. */
    public void bareOpen(byte[] out, int offset) throws GeneralSecurityException {
        LONG.set(nonce, 4, ivTail ^ sequence++);
        opening.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        opening.updateAAD(records, at, RecordFormat.HEADER_BYTES);
        opening.doFinal(records, at + RecordFormat.HEADER_BYTES, payloadBytes + TAG_BYTES, out, offset);
        at += recordBytes;
    }

    private final class Prepared extends InputStream {
        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) {
            Objects.checkFromIndexSize(off, len, b.length);
            int n = Math.min(len, records.length - at);
            if (n == 0) {
                return len == 0 ? 0 : -1;
            }
            System.arraycopy(records, at, b, off, n);
            at += n;
            return n;
        }
    }

    private static final class NoSession implements RecordInput.SessionEnd {
        @Override
        public void close() throws IOException {
            // nothing is open
        }

        @Override
        public void abort() {
            // nothing is open
        }
    }
}
