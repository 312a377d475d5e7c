package dev.framewire.auth;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HandshakeState of Noise (revision 34, §5.3) for the patterns offered here, unchanged. Not thread-safe.
 *
 * <pre>
 *     NX:                          NNpsk0:
 *       -> e                         -> psk, e
 *       <- e, ee, s, es              <- e, ee
 * </pre>
 */
final class NoiseHandshake implements AutoCloseable {
    /** A pattern, as the tokens of its messages. The initiator sends the first. */
    @SuppressWarnings("ImmutableEnumChecker") // the lists are List.of(…)
    enum Pattern {
        NX("Noise_NX_25519_AESGCM_SHA256", List.of("e"), List.of("e", "ee", "s", "es")),
        NNPSK0("Noise_NNpsk0_25519_AESGCM_SHA256", List.of("psk", "e"), List.of("e", "ee"));

        private final String protocolName;
        private final List<String> first;
        private final List<String> second;

        Pattern(String protocolName, List<String> first, List<String> second) {
            this.protocolName = protocolName;
            this.first = first;
            this.second = second;
        }
    }

    private final Pattern pattern;
    private final boolean initiator;
    private final NoiseState state;
    private final X25519.KeyPair ephemeral;
    private final X25519.@Nullable KeyPair ownStatic;
    private final byte @Nullable [] psk;
    private byte @Nullable [] peerEphemeral;
    private byte @Nullable [] peerStatic;
    private int messages;

    NoiseHandshake(
            Pattern pattern,
            boolean initiator,
            byte[] prologue,
            X25519.KeyPair ephemeral,
            X25519.@Nullable KeyPair ownStatic,
            byte @Nullable [] psk) {
        this.pattern = pattern;
        this.initiator = initiator;
        this.ephemeral = ephemeral;
        this.ownStatic = ownStatic;
        this.psk = psk;
        this.state = new NoiseState(pattern.protocolName);
        state.mixHash(prologue);
    }

    byte[] write(byte[] payload) throws AuthException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (String token : next(initiator)) {
            switch (token) {
                case "e" -> {
                    message.writeBytes(ephemeral.publicKey());
                    mixEphemeral(ephemeral.publicKey());
                }
                case "s" ->
                    message.writeBytes(
                            state.encryptAndHash(have(ownStatic, "static key").publicKey()));
                default -> mix(token);
            }
        }
        message.writeBytes(state.encryptAndHash(payload));
        return message.toByteArray();
    }

    byte[] read(byte[] message) throws AuthException {
        int at = 0;
        for (String token : next(!initiator)) {
            switch (token) {
                case "e" -> {
                    peerEphemeral = take(message, at, X25519.BYTES);
                    at += X25519.BYTES;
                    mixEphemeral(peerEphemeral);
                }
                case "s" -> {
                    int length = X25519.BYTES + state.tagBytes();
                    peerStatic = state.decryptAndHash(take(message, at, length));
                    at += length;
                }
                default -> mix(token);
            }
        }
        return state.decryptAndHash(take(message, at, message.length - at));
    }

    private List<String> next(boolean initiatorSpeaks) {
        if (initiatorSpeaks != (messages == 0) || messages > 1) {
            throw new IllegalStateException("not the turn for message " + messages);
        }
        return messages++ == 0 ? pattern.first : pattern.second;
    }

    /** With a pre-shared key an ephemeral key is mixed into the key as well, so that no two sessions share one (§9.2). */
    private void mixEphemeral(byte[] publicKey) {
        state.mixHash(publicKey);
        if (psk != null) {
            state.mixKey(publicKey);
        }
    }

    private void mix(String token) throws AuthException {
        switch (token) {
            case "psk" -> state.mixKeyAndHash(have(psk, "pre-shared key"));
            case "ee" -> mixAgreed(ephemeral.privateKey(), have(peerEphemeral, "peer ephemeral key"));
            case "es" -> {
                // the initiator's ephemeral and the responder's static key
                if (initiator) {
                    mixAgreed(ephemeral.privateKey(), have(peerStatic, "peer static key"));
                } else {
                    mixAgreed(have(ownStatic, "static key").privateKey(), have(peerEphemeral, "peer ephemeral key"));
                }
            }
            default -> throw new IllegalStateException("no such token: " + token);
        }
    }

    private void mixAgreed(byte[] privateKey, byte[] publicKey) throws AuthException {
        byte[] secret = X25519.agree(privateKey, publicKey);
        state.mixKey(secret);
        Secrets.wipe(secret);
    }

    private static <T> T have(@Nullable T value, String what) {
        if (value == null) {
            throw new IllegalStateException("the pattern needs a " + what);
        }
        return value;
    }

    private static byte[] take(byte[] message, int at, int length) throws AuthException {
        if (length < 0 || at + length > message.length) {
            throw HandshakeFrames.malformed("Noise message of " + message.length + " bytes is too short");
        }
        return Arrays.copyOfRange(message, at, at + length);
    }

    /** The responder's static key, once its message was read. */
    byte[] peerStatic() {
        return have(peerStatic, "peer static key").clone();
    }

    byte[] handshakeHash() {
        return state.hash();
    }

    /** Both transport keys, the initiator's sending key first. */
    byte[] split() {
        if (messages != 2) {
            throw new IllegalStateException("the handshake is not finished");
        }
        return state.split();
    }

    /** Wipes what this handshake made: the ephemeral key and the state. Static and pre-shared keys are the caller's. */
    @Override
    public void close() {
        Secrets.wipe(ephemeral.privateKey());
        state.wipe();
    }
}
