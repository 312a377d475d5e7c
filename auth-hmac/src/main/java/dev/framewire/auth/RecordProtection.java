package dev.framewire.auth;

/** How records are protected. */
enum RecordProtection {
    AES_256_GCM(16),
    HMAC_SHA256(32);

    /** What follows the payload of every record. */
    final int tagBytes;

    RecordProtection(int tagBytes) {
        this.tagBytes = tagBytes;
    }

    RecordCipher sealing(byte[] secret) {
        return this == AES_256_GCM ? new GcmRecordCipher(secret, true) : new HmacRecordCipher(secret);
    }

    RecordCipher opening(byte[] secret) {
        return this == AES_256_GCM ? new GcmRecordCipher(secret, false) : new HmacRecordCipher(secret);
    }
}
