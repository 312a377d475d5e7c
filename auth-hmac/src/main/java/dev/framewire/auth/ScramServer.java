package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The server's half of SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677): two calls, no input or output of its own, a few
 * microseconds of work. The messages are drawn at {@link ScramClient}.
 *
 * <p>A name that nobody has is led through the whole exchange, with a salt and an iteration count that stay the same at
 * every try, and fails at the proof like a wrong password. Tell the client nothing but {@link AuthException#PEER_TEXT}.
 * A failure is final. Not thread-safe.
 */
public final class ScramServer {
    private enum Stage {
        START,
        FIRST_SENT,
        DONE,
        ENDED
    }

    private final List<ChannelBinding> bindings;
    private final Config config;
    private final String nonce;
    private Stage stage = Stage.START;
    private String user = "";
    private boolean known;
    private String gs2Header = "";
    private byte[] bindingData = {};
    private String clientFirstBare = "";
    private String serverFirst = "";
    private String combinedNonce = "";
    private @Nullable ScramVerifier verifier;

    /**
     * One login.
     *
     * @param bindings the client must use one of them; if there is none it must not use any
     */
    ScramServer(List<ChannelBinding> bindings, Config config, String nonce) {
        this.bindings = bindings;
        this.config = config;
        this.nonce = nonce;
    }

    /**
     * Begins one login.
     *
     * @param channel encrypted, and its server authenticated
     * @param config made once for all logins
     * @return the server
     * @throws IllegalStateException if the channel is not fit for a password
     */
    public static ScramServer start(SecureSession channel, Config config) {
        return new ScramServer(LoginChannel.bindings(channel), config, ScramText.newNonce(new SecureRandom()));
    }

    /** The users, and the secret behind the users that do not exist. Immutable, thread-safe if the store is. */
    public static final class Config {
        /** The least length of the secret: {@value} bytes. */
        public static final int MIN_SECRET_BYTES = 32;

        private final ScramUsers users;
        private final byte[] secret;

        private Config(ScramUsers users, byte[] secret) {
            this.users = users;
            this.secret = secret;
        }

        /**
         * A store with its secret.
         *
         * @param users the store
         * @param secret at least {@value #MIN_SECRET_BYTES} random bytes. Keep them with the store: with another
         *     secret, invented users get another salt and are known by it
         * @return the configuration
         * @throws IllegalArgumentException if the secret is too short
         */
        public static Config of(ScramUsers users, byte[] secret) {
            if (secret.length < MIN_SECRET_BYTES) {
                throw new IllegalArgumentException("secret of " + secret.length + " bytes, least " + MIN_SECRET_BYTES);
            }
            return new Config(users, secret.clone());
        }

        /** The verifier of a user who does not exist: no password fits it. */
        ScramVerifier simulate(String name) {
            byte[] user = ScramText.bytes(name);
            int iterations = draw(users.iterationCounts(), derive("iterations", user, 0));
            // The count is in the salt: when the draw changes with the store, the salt does, as with a new password.
            byte[] salt = Arrays.copyOf(derive("salt", user, iterations), ScramLimits.MIN_SALT_BYTES);
            return new ScramVerifier(
                    iterations, salt, derive("stored key", user, iterations), derive("server key", user, iterations));
        }

        private byte[] derive(String purpose, byte[] user, int iterations) {
            byte[] label = ("framewire-auth/1 unknown user " + purpose + "\0").getBytes(US_ASCII);
            return HmacSha256.mac(
                    secret, label, ByteBuffer.allocate(4).putInt(iterations).array(), user);
        }

        /** Takes a fraction of all users, in the order of their counts: one user more moves few names. */
        private static int draw(Map<Integer, Integer> counts, byte[] random) {
            TreeMap<Integer, Integer> sorted = new TreeMap<>(counts);
            double total = sorted.values().stream().mapToLong(n -> n).sum();
            double at = (ByteBuffer.wrap(random).getLong() >>> 11) * 0x1p-53 * total;
            for (Map.Entry<Integer, Integer> entry : sorted.entrySet()) {
                at -= entry.getValue();
                if (at < 0) {
                    return entry.getKey();
                }
            }
            return ScramVerifier.DEFAULT_ITERATIONS;
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "ScramServer.Config[redacted]";
        }
    }

    /**
     * Answers the client.
     *
     * @param clientFirst the client's first message
     * @return bytes for the client
     * @throws AuthException {@code MALFORMED}; {@code CHANNEL_BINDING} if the client does not bind to this channel;
     *     {@code UNSUPPORTED} for an authorization identity or a mandatory extension. None of these depends on whether
     *     the user exists
     * @throws IllegalStateException if called out of order
     */
    public byte[] serverFirst(byte[] clientFirst) throws AuthException {
        advance(Stage.START);
        String[] attributes = ScramText.decode(clientFirst).split(",", -1);
        if (attributes.length < 4) {
            throw ScramText.malformed("client-first-message with " + attributes.length + " attributes");
        }
        checkBinding(attributes[0]);
        if (!attributes[1].isEmpty()) {
            throw new AuthException(AuthException.Kind.UNSUPPORTED, "authorization identity");
        }
        gs2Header = attributes[0] + ",,";
        clientFirstBare = String.join(",", Arrays.asList(attributes).subList(2, attributes.length));
        user = prepare(ScramText.unescape(ScramText.value(attributes[2], 'n')));
        combinedNonce = ScramText.nonce(ScramText.value(attributes[3], 'r')) + nonce;
        ScramText.checkExtensions(attributes, 4, attributes.length);

        // Made for everyone, so that a known name costs the same time.
        ScramVerifier simulated = config.simulate(user);
        Optional<ScramVerifier> found = config.users.find(user);
        known = found.isPresent();
        ScramVerifier chosen = found.orElse(simulated);
        verifier = chosen;
        serverFirst = "r=" + combinedNonce + ",s=" + ScramText.base64(chosen.salt()) + ",i=" + chosen.iterations();
        stage = Stage.FIRST_SENT;
        return ScramText.bytes(serverFirst);
    }

    /**
     * RFC 5802 §6: {@code p=type} binds; {@code y} says that the client could and believes that we cannot, which is
     * what a man in the middle makes it believe; {@code n} says that it cannot.
     */
    private void checkBinding(String flag) throws AuthException {
        if (!flag.equals("n") && !flag.equals("y") && !flag.startsWith("p=")) {
            throw ScramText.malformed("channel binding flag");
        }
        for (ChannelBinding binding : bindings) {
            if (flag.equals("p=" + binding.type())) {
                bindingData = binding.data();
                return;
            }
        }
        if (!bindings.isEmpty() || flag.startsWith("p=")) {
            throw new AuthException(
                    AuthException.Kind.CHANNEL_BINDING, "the client does not bind its login to this channel");
        }
    }

    private static String prepare(String name) throws AuthException {
        try {
            return ScramText.user(name);
        } catch (IllegalArgumentException e) {
            throw ScramText.malformed("user name", e);
        }
    }

    /**
     * Checks the proof. The login has succeeded when this returns.
     *
     * @param clientFinal the client's last message
     * @return bytes for the client
     * @throws AuthException {@code CREDENTIALS} for an unknown user and for a wrong password; {@code CHANNEL_BINDING}
     *     if the proof belongs to another channel; {@code MALFORMED}, also for a nonce that is not exactly ours
     * @throws IllegalStateException if called out of order
     */
    public byte[] serverFinal(byte[] clientFinal) throws AuthException {
        advance(Stage.FIRST_SENT);
        ScramVerifier keys = verifier;
        if (keys == null) {
            throw new IllegalStateException("no verifier");
        }
        String message = ScramText.decode(clientFinal);
        String[] attributes = message.split(",", -1);
        int last = attributes.length - 1;
        if (last < 2) {
            throw ScramText.malformed("client-final-message with " + attributes.length + " attributes");
        }
        if (!ScramText.value(attributes[0], 'c').equals(expectedBinding())) {
            throw new AuthException(AuthException.Kind.CHANNEL_BINDING, "the login is bound to another channel");
        }
        if (!ScramText.value(attributes[1], 'r').equals(combinedNonce)) {
            throw ScramText.malformed("not the nonce of this exchange");
        }
        ScramText.checkExtensions(attributes, 2, last);
        byte[] proof = ScramText.base64(ScramText.value(attributes[last], 'p'));
        if (proof.length != Sha256.BYTES) {
            throw ScramText.malformed("proof of " + proof.length + " bytes");
        }
        String withoutProof = message.substring(0, message.length() - attributes[last].length() - 1);
        byte[] authMessage = ScramText.bytes(clientFirstBare + "," + serverFirst + "," + withoutProof);

        byte[] clientKey = ScramKeys.xor(proof, HmacSha256.mac(keys.storedKey(), authMessage));
        boolean fits = Secrets.equal(Sha256.hash(clientKey), keys.storedKey());
        byte[] signature = HmacSha256.mac(keys.serverKey(), authMessage);
        // Who has StoredKey and this could log in as the user.
        Secrets.wipe(clientKey);
        if (!(fits & known)) {
            throw new AuthException(AuthException.Kind.CREDENTIALS, "wrong password or unknown user");
        }
        stage = Stage.DONE;
        return ScramText.bytes("v=" + ScramText.base64(signature));
    }

    private String expectedBinding() {
        byte[] header = ScramText.bytes(gs2Header);
        byte[] input = Arrays.copyOf(header, header.length + bindingData.length);
        System.arraycopy(bindingData, 0, input, header.length, bindingData.length);
        return ScramText.base64(input);
    }

    /**
     * Who logged in.
     *
     * @return the name as SASLprep leaves it
     * @throws IllegalStateException before the login has succeeded
     */
    public String user() {
        if (stage != Stage.DONE) {
            throw new IllegalStateException("nobody has logged in: " + stage);
        }
        return user;
    }

    private void advance(Stage expected) {
        if (stage != expected) {
            throw new IllegalStateException("SCRAM server is at " + stage + ", this step needs " + expected);
        }
        stage = Stage.ENDED;
    }

    /** Without anything of the user's. */
    @Override
    public String toString() {
        return "ScramServer[" + stage + "]";
    }
}
