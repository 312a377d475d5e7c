package dev.framewire.auth;

/**
 * Who is at the other end of a session, as far as the handshake proved it.
 *
 * @param identity the name proved; of a noise-nx server its fingerprint; empty for an anonymous client
 * @param credential what proved it: the id of a shared key, a server's fingerprint, a user's login; empty for an
 *     anonymous client
 */
public record Peer(String identity, String credential) {
    /** A client that has proved nothing yet: the server's view of a noise-nx client before it logs in. */
    public static final Peer ANONYMOUS = new Peer("", "");

    /**
     * Whether the peer has proved no identity.
     *
     * @return true for {@link #ANONYMOUS}
     */
    public boolean anonymous() {
        return identity.isEmpty();
    }
}
