package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.util.Arrays;

/** Bytes for the peer in our own records, each sent in one write. SPEC.md, <i>Records</i>. */
final class RecordOutput extends SessionOutput {
    /** What a session holds that sends short answers only; twice as much whenever that is too little. */
    private static final int FIRST_BUFFER_BYTES = 1024;

    private final RecordCipher cipher;
    private final RecordSettings settings;
    private long keySinceNanos;

    /**
     * Room for one record. Collected bytes lie where the payload goes, at {@code record[HEADER_BYTES..]}, and are sealed
     * in place.
     */
    private byte[] record = {};

    private int collected;

    RecordOutput(Transport transport, RecordCipher cipher, RecordInput.SessionEnd session, RecordSettings settings) {
        super(transport.outputStream(), session);
        this.cipher = cipher;
        this.settings = settings;
        this.keySinceNanos = settings.nanoClock().getAsLong();
    }

    @Override
    int take(byte[] b, int off, int len) throws IOException {
        if (collected == 0 && len >= RecordFormat.MAX_PAYLOAD_BYTES) {
            // a full record straight from the caller's array
            send(RecordFormat.DATA, b, off, RecordFormat.MAX_PAYLOAD_BYTES);
            return RecordFormat.MAX_PAYLOAD_BYTES;
        }
        int n = Math.min(len, RecordFormat.MAX_PAYLOAD_BYTES - collected);
        makeRoom(collected + n);
        System.arraycopy(b, off, record, RecordFormat.HEADER_BYTES + collected, n);
        collected += n;
        if (collected == RecordFormat.MAX_PAYLOAD_BYTES) {
            sendCollected();
        }
        return n;
    }

    @Override
    void sendCollected() throws IOException {
        if (collected > 0) {
            int n = collected;
            collected = 0;
            send(RecordFormat.DATA, record, RecordFormat.HEADER_BYTES, n);
        }
    }

    @Override
    void sendEnd() throws IOException {
        makeRoom(0); // also when nothing was ever written
        send(RecordFormat.CLOSE, record, RecordFormat.HEADER_BYTES, 0);
    }

    @Override
    void wipe() {
        cipher.wipe();
    }

    private void send(int type, byte[] payload, int offset, int length) throws IOException {
        makeRoom(length);
        writeRecord(type, payload, offset, length);
        if (type == RecordFormat.DATA && updateIsDue()) {
            writeRecord(RecordFormat.KEY_UPDATE, record, RecordFormat.HEADER_BYTES, 0);
            cipher.update();
            keySinceNanos = settings.nanoClock().getAsLong();
        }
    }

    private void writeRecord(int type, byte[] payload, int offset, int length) throws IOException {
        out.write(record, 0, cipher.seal(type, payload, offset, length, record, 0));
    }

    private boolean updateIsDue() {
        return cipher.records() >= settings.updateAfterRecords() - 1
                || cipher.payloadBytes() >= settings.updateAfterBytes()
                || settings.nanoClock().getAsLong() - keySinceNanos >= settings.updateAfterNanos();
    }

    private void makeRoom(int payloadBytes) {
        int need = RecordFormat.HEADER_BYTES + payloadBytes + RecordFormat.MAX_TAG_BYTES;
        if (record.length < need) {
            int grown = Math.max(need, Math.max(FIRST_BUFFER_BYTES, 2 * record.length));
            record = Arrays.copyOf(record, Math.min(RecordFormat.MAX_RECORD_BYTES, grown));
        }
    }
}
