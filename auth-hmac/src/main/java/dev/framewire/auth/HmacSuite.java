package dev.framewire.auth;

import java.util.List;
import java.util.Optional;

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

    static String list(List<HmacSuite> suites) {
        return String.join(" ", suites.stream().map(HmacSuite::wireName).toList());
    }

    static Optional<HmacSuite> named(String wireName) {
        for (HmacSuite suite : values()) {
            if (suite.wireName.equals(wireName)) {
                return Optional.of(suite);
            }
        }
        return Optional.empty();
    }

    RecordProtection protection() {
        return this == AES_256_GCM ? RecordProtection.AES_256_GCM : RecordProtection.HMAC_SHA256;
    }
}
