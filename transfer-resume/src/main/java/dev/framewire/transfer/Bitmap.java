package dev.framewire.transfer;

/** The bits of a page of chunks: bit i of the page is bit i mod 8, least significant first, of byte i div 8. */
record Bitmap(int count, byte[] bytes) {
    static int byteLength(int count) {
        return (count + 7) / 8;
    }

    int byteLength() {
        return byteLength(count);
    }

    /** A peer's page, checked: it lies within the chunks there are, its body is long enough, and no bit is of no chunk. */
    static Bitmap of(int first, int count, int chunks, byte[] body) throws TransferException {
        if (first < 0 || count < 0 || count > MessageCodec.PAGE_CHUNKS || first > chunks - count) {
            throw MessageCodec.protocol("page of chunks " + first + " + " + count + " of " + chunks);
        }
        if (body.length < byteLength(count)) {
            throw MessageCodec.protocol("bitmap of " + body.length + " bytes for " + count + " chunks");
        }
        if (count % 8 != 0 && (body[count / 8] & 0xff) >> count % 8 != 0) {
            throw MessageCodec.protocol("bitmap with bits behind its " + count + " chunks");
        }
        return new Bitmap(count, body);
    }

    /** Checks where what is read of the body ends: a peer that sends more means something else by it. */
    void endsAt(int end) throws TransferException {
        if (bytes.length != end) {
            throw MessageCodec.protocol("page of " + bytes.length + " bytes for " + end);
        }
    }

    boolean get(int i) {
        return (bytes[i / 8] >> (i % 8) & 1) != 0;
    }

    void set(int i) {
        bytes[i / 8] |= (byte) (1 << i % 8);
    }
}
