package dev.framewire.auth;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The client's half of SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677): three calls, no input or output of its own.
 *
 * <pre>
 *     clientFirst   p=framewire-noise,,n=user,r=&lt;nonce&gt;
 *     serverFirst                                              r=&lt;nonce&gt;&lt;nonce&gt;,s=&lt;salt&gt;,i=600000
 *     clientFinal   c=&lt;binding&gt;,r=&lt;nonce&gt;&lt;nonce&gt;,p=&lt;proof&gt;
 *     serverFinal                                              v=&lt;signature&gt;
 * </pre>
 *
 * <p>The server is known to know the verifier only when {@link #verify} has returned. A failure is final. Not
 * thread-safe. {@link #close()} wipes the password; success and failure do so too.
 */
public final class ScramClient implements AutoCloseable {
    private enum Stage {
        START,
        FIRST_SENT,
        FINAL_SENT,
        VERIFIED,
        ENDED
    }

    private final String gs2Header;
    private final byte[] bindingData;
    private final String user;
    private final char[] password;
    private final ScramLimits limits;
    private final String nonce;
    private final BooleanSupplier cancelled;
    private Stage stage = Stage.START;
    private byte[] serverSignature = {};

    ScramClient(
            @Nullable ChannelBinding binding,
            String user,
            char[] password,
            ScramLimits limits,
            String nonce,
            BooleanSupplier cancelled) {
        // RFC 5802 §7: gs2-header = cbind-flag "," [ authzid ] ","; n = this client has no channel to bind to
        this.gs2Header = binding == null ? "n,," : "p=" + binding.type() + ",,";
        this.bindingData = binding == null ? new byte[0] : binding.data();
        this.user = ScramText.user(user);
        this.limits = limits;
        this.nonce = nonce;
        this.cancelled = cancelled;
        this.password = ScramVerifier.prepare(password);
    }

    /**
     * Begins a login within the default {@link ScramLimits}.
     *
     * @param channel encrypted, and its server authenticated
     * @param user the name, 1 to 255 bytes after SASLprep
     * @param password 1 to {@value ScramVerifier#MAX_PASSWORD_CHARS} characters; copied
     * @return the client
     * @throws IllegalStateException if the channel is not fit for a password
     * @throws IllegalArgumentException if SASLprep (RFC 4013) refuses the name or the password, or it is too long
     */
    public static ScramClient start(SecureSession channel, String user, char[] password) {
        return start(channel, user, password, ScramLimits.defaults());
    }

    /**
     * Begins a login.
     *
     * @param channel encrypted, and its server authenticated
     * @param user as above
     * @param password as above
     * @param limits the iteration counts to accept
     * @return the client
     * @throws IllegalStateException if the channel is not fit for a password
     * @throws IllegalArgumentException if SASLprep (RFC 4013) refuses the name or the password, or it is too long
     */
    public static ScramClient start(SecureSession channel, String user, char[] password, ScramLimits limits) {
        return start(channel, user, password, limits, Pbkdf2.UNCANCELLED);
    }

    static ScramClient start(
            SecureSession channel, String user, char[] password, ScramLimits limits, BooleanSupplier cancelled) {
        return new ScramClient(
                LoginChannel.clientBinding(channel),
                user,
                password,
                limits,
                ScramText.newNonce(new SecureRandom()),
                cancelled);
    }

    /**
     * The first message.
     *
     * @return bytes for the server
     * @throws IllegalStateException if called out of order
     */
    public byte[] clientFirst() {
        advance(Stage.START, Stage.FIRST_SENT);
        return ScramText.bytes(gs2Header + clientFirstBare());
    }

    private String clientFirstBare() {
        return "n=" + ScramText.escape(user) + ",r=" + nonce;
    }

    /**
     * Answers the server. Takes the time of the iterations; an interrupt stops it.
     *
     * @param serverFirst the server's first message
     * @return bytes for the server
     * @throws AuthException {@code MALFORMED}; {@code LIMIT} for an iteration count or salt outside the limits;
     *     {@code CANCELLED} if the thread was interrupted, the flag stays set
     * @throws IllegalStateException if called out of order
     */
    public byte[] clientFinal(byte[] serverFirst) throws AuthException {
        advance(Stage.FIRST_SENT, Stage.ENDED);
        try {
            byte[] message = proof(ScramText.decode(serverFirst));
            stage = Stage.FINAL_SENT;
            return message;
        } finally {
            Secrets.wipe(password);
        }
    }

    private byte[] proof(String serverFirst) throws AuthException {
        String[] attributes = serverFirst.split(",", -1);
        if (attributes.length < 3) {
            throw ScramText.malformed("server-first-message with " + attributes.length + " attributes");
        }
        String combined = ScramText.nonce(ScramText.value(attributes[0], 'r'));
        if (!combined.startsWith(nonce) || combined.length() < nonce.length() + ScramText.MIN_NONCE_CHARS) {
            throw ScramText.malformed("the nonce does not continue ours");
        }
        byte[] salt = ScramText.base64(ScramText.value(attributes[1], 's'));
        if (salt.length < ScramLimits.MIN_SALT_BYTES || salt.length > ScramLimits.MAX_SALT_BYTES) {
            throw new AuthException(AuthException.Kind.LIMIT, "salt of " + salt.length + " bytes");
        }
        int iterations = iterations(ScramText.value(attributes[2], 'i'));
        ScramText.checkExtensions(attributes, 3, attributes.length);

        byte[] binding = ScramText.bytes(gs2Header);
        byte[] cbindInput = Arrays.copyOf(binding, binding.length + bindingData.length);
        System.arraycopy(bindingData, 0, cbindInput, binding.length, bindingData.length);
        String withoutProof = "c=" + ScramText.base64(cbindInput) + ",r=" + combined;
        byte[] authMessage = ScramText.bytes(clientFirstBare() + "," + serverFirst + "," + withoutProof);

        byte[] salted = salted(salt, iterations);
        byte[] clientKey = ScramKeys.clientKey(salted);
        byte[] serverKey = ScramKeys.serverKey(salted);
        byte[] signature = HmacSha256.mac(Sha256.hash(clientKey), authMessage);
        serverSignature = HmacSha256.mac(serverKey, authMessage);
        String message = withoutProof + ",p=" + ScramText.base64(ScramKeys.xor(clientKey, signature));
        Secrets.wipe(salted, clientKey, serverKey);
        return ScramText.bytes(message);
    }

    private byte[] salted(byte[] salt, int iterations) throws AuthException {
        try {
            return ScramKeys.saltedPassword(password, salt, iterations, cancelled);
        } catch (CancellationException e) {
            throw new AuthException(AuthException.Kind.CANCELLED, "login stopped during key derivation", e);
        }
    }

    private int iterations(String text) throws AuthException {
        if (!text.matches("[1-9][0-9]{0,9}")) {
            throw ScramText.malformed("iteration count");
        }
        long iterations = Long.parseLong(text);
        if (!limits.allows(iterations)) {
            throw new AuthException(
                    AuthException.Kind.LIMIT,
                    "the server asks for " + iterations + " iterations, limits " + limits.minIterations() + " to "
                            + limits.maxIterations());
        }
        return (int) iterations;
    }

    /**
     * Checks that the server knows the verifier. The login has succeeded when this returns.
     *
     * @param serverFinal the server's last message
     * @throws AuthException {@code REFUSED} if the server says no; {@code SERVER} if its signature is wrong;
     *     {@code MALFORMED}
     * @throws IllegalStateException if called out of order
     */
    public void verify(byte[] serverFinal) throws AuthException {
        advance(Stage.FINAL_SENT, Stage.ENDED);
        try {
            String[] attributes = ScramText.decode(serverFinal).split(",", -1);
            if (attributes[0].startsWith("e=")) {
                throw new AuthException(AuthException.Kind.REFUSED, "the server refused the login");
            }
            byte[] signature = ScramText.base64(ScramText.value(attributes[0], 'v'));
            ScramText.checkExtensions(attributes, 1, attributes.length);
            if (!Secrets.equal(signature, serverSignature)) {
                throw new AuthException(
                        AuthException.Kind.SERVER, "the server does not know the verifier of this password");
            }
            stage = Stage.VERIFIED;
        } finally {
            Secrets.wipe(serverSignature);
        }
    }

    private void advance(Stage expected, Stage next) {
        if (stage != expected) {
            throw new IllegalStateException("SCRAM client is at " + stage + ", this step needs " + expected);
        }
        stage = next;
    }

    /** Wipes what is secret. A login that is under way is over. */
    @Override
    public void close() {
        Secrets.wipe(password);
        Secrets.wipe(serverSignature);
        if (stage != Stage.VERIFIED) {
            stage = Stage.ENDED;
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ScramClient[" + stage + "]";
    }
}
