package dev.framewire.auth;

import java.util.List;
import java.util.Optional;

/**
 * One SCRAM-SHA-256-PLUS login whose server side can be made again and again: the client's messages are played to it.
 * It lies in this package to give the server a nonce that is known, without which no proof would hold twice.
 */
public final class ReplayedLogin {
    private static final String NONCE = "0123456789abcdef0123456789abcdef";

    private final List<ChannelBinding> bindings = List.of(new ChannelBinding(ChannelBinding.NOISE, new byte[32]));
    private final ScramServer.Config config;
    private final byte[] clientFirst;
    private final byte[] clientFinal;

    /** Makes the login whose messages will be played. */
    public ReplayedLogin() throws AuthException {
        char[] password = "pencil".toCharArray();
        ScramVerifier verifier = ScramVerifier.derive(password, ScramLimits.DEFAULT_MIN_ITERATIONS);
        config = ScramServer.Config.of(
                new ScramUsers() {
                    @Override
                    public Optional<ScramVerifier> find(String user) {
                        return Optional.of(verifier);
                    }

                    @Override
                    public java.util.Map<Integer, Integer> iterationCounts() {
                        return java.util.Map.of(ScramLimits.DEFAULT_MIN_ITERATIONS, 1);
                    }
                },
                new byte[ScramServer.Config.MIN_SECRET_BYTES]);
        try (ScramClient client = new ScramClient(
                bindings.get(0), "alice", password, ScramLimits.defaults(), NONCE, Pbkdf2.UNCANCELLED)) {
            clientFirst = client.clientFirst();
            clientFinal = client.clientFinal(newServer().serverFirst(clientFirst));
        }
    }

    private ScramServer newServer() {
        return new ScramServer(bindings, config, NONCE);
    }

    /** The server's whole work for one login. */
    public byte[] server() throws AuthException {
        ScramServer server = newServer();
        server.serverFirst(clientFirst);
        return server.serverFinal(clientFinal);
    }
}
