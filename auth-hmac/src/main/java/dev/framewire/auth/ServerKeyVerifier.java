package dev.framewire.auth;

import java.io.IOException;

/** Decides whether a server's key is the right one. Nothing else stands between a client and an impostor. */
@FunctionalInterface
public interface ServerKeyVerifier {
    /**
     * Asked once a handshake, after the server has proved that it holds the key, and before the client sends anything
     * more. The handshake's deadline goes on, here and at the server: a program that asks a person refuses this time,
     * asks, and connects again with a pin.
     *
     * @param key the server's key
     * @return whether to go on
     * @throws IOException if it cannot be decided; the handshake fails with it
     */
    boolean accept(ServerKey key) throws IOException;

    /**
     * Accepts one key.
     *
     * @param fingerprint as {@link ServerKey#fingerprint} writes it
     * @return the verifier
     * @throws IllegalArgumentException if it is not of that form
     */
    static ServerKeyVerifier pinned(String fingerprint) {
        String pin = ServerKey.checkFingerprint(fingerprint);
        return key -> key.fingerprint().equals(pin);
    }
}
