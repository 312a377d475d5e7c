package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * From a finished handshake to the keys of its session. SPEC.md, <i>Key schedule</i>.
 *
 * <pre>
 *     session = HKDF-Expand(prk, "framewire-auth/1 session" | TH of all frames, 32)
 *     c2s     = HKDF-Expand(session, "framewire-auth/1 client to server", 32)
 *     s2c     = HKDF-Expand(session, "framewire-auth/1 server to client", 32)
 *     binding = HKDF-Expand(session, "framewire-auth/1 channel binding", 32)
 * </pre>
 */
final class SessionKeys {
    private static final int BYTES = 32;

    private final byte[] session;

    private SessionKeys(byte[] session) {
        this.session = session;
    }

    static SessionKeys derive(byte[] prk, byte[] transcriptHash) {
        return new SessionKeys(expand(prk, "framewire-auth/1 session", transcriptHash));
    }

    /** A key or a MAC key for one purpose, which the label names, and in one context. */
    static byte[] expand(byte[] prk, String label, byte[] context) {
        byte[] ascii = label.getBytes(StandardCharsets.US_ASCII);
        byte[] info = new byte[ascii.length + context.length];
        System.arraycopy(ascii, 0, info, 0, ascii.length);
        System.arraycopy(context, 0, info, ascii.length, context.length);
        return Hkdf.expand(prk, info, BYTES);
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
        byte[] c2s = Hkdf.expand(session, "framewire-auth/1 client to server", BYTES);
        byte[] s2c = Hkdf.expand(session, "framewire-auth/1 server to client", BYTES);
        byte[] binding = Hkdf.expand(session, "framewire-auth/1 channel binding", BYTES);
        SecureChannel channel = new SecureChannel(
                transport,
                protection.sealing(client ? c2s : s2c),
                protection.opening(client ? s2c : c2s),
                options.watchdog(),
                RecordSettings.DEFAULT);
        Secrets.wipe(session, c2s, s2c);
        return new SecureSession(channel, peer, security, List.of(new ChannelBinding(ChannelBinding.NOISE, binding)));
    }
}
