package dev.framewire.benchmarks.limits;

/** What bounds the transfer of a file: a part of it, measured by itself. */
public enum Limit {
    /** A file copied by two threads through loopback, and nothing done to its bytes. */
    COPY("bare copy"),
    /** The same, with what a transfer that finds accidents does at least. */
    COPY_CRC("bare copy, CRC-32C at both ends"),
    /** The same, with what a transfer does that is checked by CRCs alone. */
    COPY_CRCS("bare copy, CRC-32C and CRC-32 at both ends"),
    /** The same, with what a transfer does whose sender knows the digests. */
    COPY_KNOWN("bare copy, CRC-32C at both ends, BLAKE3 at the receiver"),
    /** The same, with what a transfer does that is verified by the JDK's SHA-256. */
    COPY_SHA("bare copy, SHA-256 at both ends"),
    /** The same, with what a transfer does that is verified by BLAKE3. */
    COPY_BLAKE3("bare copy, CRC-32C and BLAKE3 at both ends"),
    /** The same, encrypted as well. */
    COPY_SEALED(Limit.SEALED),
    /** No copy: one thread. */
    ONCE_CRC("CRC-32C of the file, one thread"),
    /** The same with the digest. */
    ONCE_BLAKE3("BLAKE3 of the file, one thread"),
    /** No copy: two threads, one for each end. */
    TWICE_BLAKE3("BLAKE3 of the file, by two threads at once"),
    /** A copy without a socket: an update at the receiver, by two threads. */
    RENEWED("BLAKE3 of the file and a copy, by two threads"),
    /** The same beside a thread that does not copy: an update at both ends. */
    RENEWED_BOTH("BLAKE3 of the file and a copy by two threads, beside BLAKE3 by a third"),
    /** The same, encrypted, the sender a command: its start and its compiler's work count. */
    SENT(Limit.SEALED + Limit.SENDING),
    /** The same the other way round. */
    RECEIVED(Limit.SEALED + Limit.RECEIVING),
    /** The second half is copied so, while of the first one both ends take BLAKE3. */
    HALF_SENT(Limit.SEALED + Limit.SENDING + Limit.HALF),
    /** The same the other way round. */
    HALF_RECEIVED(Limit.SEALED + Limit.RECEIVING + Limit.HALF),
    /** An update at both ends, of which the one that has nothing to copy is a command. */
    RENEWED_STARTED("BLAKE3 of the file and a copy by two threads, beside BLAKE3 by a JVM started for it");

    private static final String SEALED = "bare copy, CRC-32C, BLAKE3 and AES-256-GCM at both ends";
    private static final String SENDING = ", the sender a JVM started for it";
    private static final String RECEIVING = ", the receiver a JVM started for it";
    private static final String HALF = ", BLAKE3 of the half that is there";

    private final String contestant;

    Limit(String contestant) {
        this.contestant = contestant;
    }

    /** Who does that part and nothing else, as figures name it. */
    public String contestant() {
        return contestant;
    }
}
