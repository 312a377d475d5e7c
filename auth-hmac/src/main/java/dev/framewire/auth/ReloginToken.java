package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A login for later, without the password: one message each way, no key stretching. Made by {@link ReloginTokens} and
 * handed to the client inside an authenticated session; the client keeps {@link #export()} in a file of mode 0600.
 *
 * <pre>
 *     client → server   | id: 16 | proof: 32 |       ClientKey XOR HMAC(StoredKey, "client" | binding)
 *     server → client   | signature: 32 |            HMAC(ServerKey, "server" | binding)
 * </pre>
 *
 * <p>The keys come from the token's 32 random bytes as in SCRAM, so the server stores no secret that logs in. The
 * binding of the channel is new with every connection and takes the place of nonces. Thread-safe.
 */
public final class ReloginToken {
    static final int ID_BYTES = 16;
    static final int SECRET_BYTES = 32;
    static final int MESSAGE_BYTES = ID_BYTES + HmacSha256.BYTES;

    private static final String PREFIX = "fwtoken1";

    private final byte[] id;
    private final SecretBytes secret;
    private final String user;
    private final Instant expires;

    ReloginToken(byte[] id, byte[] secret, String user, Instant expires) {
        this.id = id;
        this.secret = new SecretBytes("a re-login token", secret);
        this.user = user;
        this.expires = expires;
    }

    static ReloginToken generate(String user, Instant expires, SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        return new ReloginToken(id, secret, user, Instant.ofEpochSecond(expires.getEpochSecond()));
    }

    /**
     * Reads the text form.
     *
     * @param text as {@link #export()} gives it
     * @return the token
     * @throws IllegalArgumentException if it is not such a text; the message does not repeat it
     */
    public static ReloginToken parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 5 || !parts[0].equals(PREFIX) || !parts[4].matches("[0-9]{1,11}")) {
            throw new IllegalArgumentException("not a re-login token");
        }
        byte[] id = decode(parts[1]);
        byte[] secret = decode(parts[2]);
        String user = new String(decode(parts[3]), UTF_8);
        if (id.length != ID_BYTES || secret.length != SECRET_BYTES || user.isEmpty()) {
            throw new IllegalArgumentException("re-login token with a field of the wrong length");
        }
        ReloginToken token = new ReloginToken(id, secret, user, Instant.ofEpochSecond(Long.parseLong(parts[4])));
        if (!token.export().equals(text)) {
            throw new IllegalArgumentException("re-login token in another spelling");
        }
        return token;
    }

    private static byte[] decode(String part) {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            // the decoder's message quotes a character of the secret
            throw new IllegalArgumentException("re-login token with a field that is not Base64url");
        }
    }

    /**
     * The text form: letters, digits, dots, minus and underscore. Whoever has it can log in until it expires.
     *
     * @return the text; a secret
     * @throws IllegalStateException if the token was wiped
     */
    public String export() {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        byte[] copy = secret.copy();
        try {
            return String.join(
                    ".",
                    PREFIX,
                    encoder.encodeToString(id),
                    encoder.encodeToString(copy),
                    encoder.encodeToString(user.getBytes(UTF_8)),
                    Long.toString(expires.getEpochSecond()));
        } finally {
            Secrets.wipe(copy);
        }
    }

    /**
     * The public name of the token, for {@link ReloginTokens#revoke}.
     *
     * @return 32 hexadecimal digits
     */
    public String id() {
        return HexFormat.of().formatHex(id);
    }

    /**
     * Whom it logs in.
     *
     * @return the user
     */
    public String user() {
        return user;
    }

    /**
     * The server refuses it from then on.
     *
     * @return whole seconds
     */
    public Instant expires() {
        return expires;
    }

    /**
     * The client's message.
     *
     * @param channel the channel to log in on
     * @return {@code 48} bytes for the server
     * @throws IllegalStateException if the channel is not fit for a login, or the token was wiped
     */
    public byte[] message(SecureSession channel) {
        return message(freshBinding(channel));
    }

    byte[] message(ChannelBinding binding) {
        byte[] clientKey = clientKey();
        byte[] signature = HmacSha256.mac(Sha256.hash(clientKey), bound("client", id, binding));
        byte[] proof = ScramKeys.xor(clientKey, signature);
        Secrets.wipe(clientKey, signature);
        return ByteBuffer.allocate(MESSAGE_BYTES).put(id).put(proof).array();
    }

    /**
     * Checks the server's answer. The login has succeeded when this returns.
     *
     * @param channel the same channel
     * @param answer what the server sent
     * @throws AuthException {@code SERVER} if the server does not know the token
     * @throws IllegalStateException if the channel is not fit for a login, or the token was wiped
     */
    public void verify(SecureSession channel, byte[] answer) throws AuthException {
        verify(freshBinding(channel), answer);
    }

    void verify(ChannelBinding binding, byte[] answer) throws AuthException {
        byte[] serverKey = serverKey();
        byte[] expected = HmacSha256.mac(serverKey, bound("server", id, binding));
        Secrets.wipe(serverKey);
        if (!Secrets.equal(expected, answer)) {
            throw new AuthException(AuthException.Kind.SERVER, "the server does not know the re-login token");
        }
    }

    byte[] clientKey() {
        return derive("client key");
    }

    byte[] serverKey() {
        return derive("server key");
    }

    private byte[] derive(String purpose) {
        byte[] copy = secret.copy();
        try {
            return HmacSha256.mac(copy, ("framewire-auth/1 token " + purpose).getBytes(US_ASCII));
        } finally {
            Secrets.wipe(copy);
        }
    }

    /** What is under the MAC: {@code "framewire-auth/1 token <role>" 0 type 0 data id}. */
    static byte[] bound(String role, byte[] id, ChannelBinding binding) {
        byte[] head = ("framewire-auth/1 token " + role + "\0" + binding.type() + "\0").getBytes(US_ASCII);
        byte[] out = Arrays.copyOf(head, head.length + binding.data().length + id.length);
        System.arraycopy(binding.data(), 0, out, head.length, binding.data().length);
        System.arraycopy(id, 0, out, out.length - id.length, id.length);
        return out;
    }

    static ChannelBinding freshBinding(SecureSession channel) {
        return LoginChannel.freshBinding(channel)
                .orElseThrow(() ->
                        new IllegalStateException("re-login tokens need a binding that is new with each connection"));
    }

    /** Overwrites the secret. Every later use of the token fails. */
    public void wipe() {
        secret.wipe();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ReloginToken[" + id() + ", expires " + expires + ", redacted]";
    }
}
