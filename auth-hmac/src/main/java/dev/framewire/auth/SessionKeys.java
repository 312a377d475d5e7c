package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.util.Arrays;
import java.util.List;

/**
 * From a finished handshake to the keys of its session. SPEC.md, <i>Key schedule</i>.
 *
 * <pre>
 *     session = HKDF-Expand(prk, "framewire-auth/1 session" | TH of all frames, 32)
 *     c2s     = HKDF-Expand(session, CLIENT_TO_SERVER, 32)
 *     s2c     = HKDF-Expand(session, SERVER_TO_CLIENT, 32)
 *     binding = HKDF-Expand(session, CHANNEL_BINDING, 32)
 * </pre>
 */
final class SessionKeys {
    private static final int BYTES = 32;
    private static final byte[] SESSION = Hkdf.label("framewire-auth/1 session");
    private static final byte[] CLIENT_TO_SERVER = Hkdf.label("framewire-auth/1 client to server");
    private static final byte[] SERVER_TO_CLIENT = Hkdf.label("framewire-auth/1 server to client");
    private static final byte[] CHANNEL_BINDING = Hkdf.label("framewire-auth/1 channel binding");

    private final HmacSha256 session;

    private SessionKeys(HmacSha256 session) {
        this.session = session;
    }

    static SessionKeys derive(byte[] prk, byte[] transcriptHash) {
        HmacSha256 keyed = new HmacSha256(prk);
        try {
            return derive(keyed, transcriptHash);
        } finally {
            keyed.wipe();
        }
    }

    static SessionKeys derive(HmacSha256 prk, byte[] transcriptHash) {
        byte[] info = Arrays.copyOf(SESSION, SESSION.length + transcriptHash.length);
        System.arraycopy(transcriptHash, 0, info, SESSION.length, transcriptHash.length);
        byte[] secret = Hkdf.expand(prk, info, BYTES);
        SessionKeys keys = new SessionKeys(new HmacSha256(secret));
        Secrets.wipe(secret);
        return keys;
    }

    SecureSession client(
            Transport transport, HandshakeOptions options, RecordProtection protection, Peer peer, Security security) {
        return session(transport, options, protection, peer, security, true);
    }

    SecureSession server(
            Transport transport, HandshakeOptions options, RecordProtection protection, Peer peer, Security security) {
        return session(transport, options, protection, peer, security, false);
    }

    private SecureSession session(
            Transport transport,
            HandshakeOptions options,
            RecordProtection protection,
            Peer peer,
            Security security,
            boolean client) {
        byte[] c2s = Hkdf.expand(session, CLIENT_TO_SERVER, BYTES);
        byte[] s2c = Hkdf.expand(session, SERVER_TO_CLIENT, BYTES);
        byte[] binding = Hkdf.expand(session, CHANNEL_BINDING, BYTES);
        SecureChannel channel = new SecureChannel(
                transport,
                protection.sealing(client ? c2s : s2c),
                protection.opening(client ? s2c : c2s),
                options.watchdog(),
                RecordSettings.DEFAULT);
        session.wipe();
        Secrets.wipe(c2s, s2c);
        return new SecureSession(channel, peer, security, List.of(new ChannelBinding(ChannelBinding.NOISE, binding)));
    }
}
