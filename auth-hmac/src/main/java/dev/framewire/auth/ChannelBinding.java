package dev.framewire.auth;

/**
 * What ties a login to the one channel it runs in (RFC 5056): a type name and bytes that both ends of this channel know
 * and that no other channel has.
 *
 * @param type the name sent in the login: one of the three below
 * @param data the bytes; they enter the proof and are never sent
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record ChannelBinding(String type, byte[] data) {
    /** A key of a finished framewire handshake that is used for nothing else, 32 bytes. SPEC.md, <i>Key schedule</i>. */
    static final String NOISE = "framewire-noise";
    /** Exported keying material of the TLS connection (RFC 9266), 32 bytes. */
    static final String TLS_EXPORTER = "tls-exporter";
    /** The hash of the server's certificate (RFC 5929 §4): binds to the certificate, not to the connection. */
    static final String TLS_SERVER_END_POINT = "tls-server-end-point";

    ChannelBinding {
        if (data.length < 16) {
            throw new IllegalArgumentException("channel binding data too short to be unique: " + data.length);
        }
        data = data.clone();
    }
}
