package dev.framewire.auth;

import java.util.List;

/** The variants of hmac-sha256: one handshake, two ways to protect what follows. */
public enum HmacSuite {
    /** AES-256-GCM records: nobody on the way can read or change anything. The default. */
    AES_256_GCM("framewire-auth/1:hmac-sha256:aes-256-gcm"),
    /**
     * HMAC-SHA-256 records: nobody on the way can change anything, but <b>everybody on the way can read
     * everything</b>. For learning, and for peers whose standard library has no cipher. Slower than AES-256-GCM.
     */
    INTEGRITY_ONLY("framewire-auth/1:hmac-sha256:integrity-only");

    private final String wireName;

    HmacSuite(String wireName) {
        this.wireName = wireName;
    }

    /**
     * The suite's name on the wire.
     *
     * @return the name
     */
    public String wireName() {
        return wireName;
    }

    static List<String> wireNames(List<HmacSuite> suites) {
        return suites.stream().map(HmacSuite::wireName).toList();
    }

    /** One of those that were offered. */
    static HmacSuite named(String wireName) {
        for (HmacSuite suite : values()) {
            if (suite.wireName.equals(wireName)) {
                return suite;
            }
        }
        throw new IllegalStateException("no such suite: " + wireName);
    }

    RecordProtection protection() {
        return this == AES_256_GCM ? RecordProtection.AES_256_GCM : RecordProtection.HMAC_SHA256;
    }
}
