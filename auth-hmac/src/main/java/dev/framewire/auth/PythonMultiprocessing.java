package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The handshake of Python's {@code multiprocessing.connection}. SPEC.md, <i>Compatibility modes</i>.
 *
 * <pre>
 *     message   | length: i32, big-endian, at most 256 | bytes |
 *
 *     listener                                           client
 *       #CHALLENGE#{sha256}&lt;40 random bytes&gt;      →
 *                                     ←     {sha256}&lt;HMAC-SHA-256(authkey, {sha256}&lt;40 bytes&gt;)&gt;
 *       #WELCOME# or #FAILURE#              →
 *                                     ←     the same in the other direction
 * </pre>
 *
 * <p>Python 3.11 and earlier know no prefix. Their challenge is 20 bytes, and their answer to any challenge its bare
 * HMAC-MD5, 16 bytes: the length tells.
 */
final class PythonMultiprocessing implements UnsafeHandshake.Mode {
    /** A longer message is refused before it is read. */
    static final int MAX_MESSAGE_BYTES = 256;

    /** Random bytes of a challenge. */
    static final int CHALLENGE_BYTES = 40;

    static final int OLD_CHALLENGE_BYTES = 20;
    static final int MD5_BYTES = 16;

    private static final byte[] CHALLENGE = ascii("#CHALLENGE#");
    private static final byte[] WELCOME = ascii("#WELCOME#");
    private static final byte[] FAILURE = ascii("#FAILURE#");
    private static final byte[] SHA256 = ascii("{sha256}");

    private final boolean md5Allowed;

    PythonMultiprocessing(boolean md5Allowed) {
        this.md5Allowed = md5Allowed;
    }

    @Override
    public void accept(Transport transport, HandshakeOptions options, byte[] authkey) throws IOException {
        challenge(transport, options, authkey, AuthException.Kind.CREDENTIALS);
        answer(transport, authkey);
    }

    @Override
    public void connect(Transport transport, HandshakeOptions options, byte[] authkey) throws IOException {
        answer(transport, authkey);
        challenge(transport, options, authkey, AuthException.Kind.SERVER);
    }

    private void challenge(Transport transport, HandshakeOptions options, byte[] authkey, AuthException.Kind whoseFault)
            throws IOException {
        byte[] challenge = joined(SHA256, options.randomBytes(CHALLENGE_BYTES));
        send(transport, joined(CHALLENGE, challenge));
        byte[] answer = receive(transport);
        // Both are made whatever the answer is, and only its length, which everybody sees, decides which one counts.
        byte[] md5 = HmacSha256.keyed("HmacMD5", authkey).doFinal(challenge);
        byte[] sha256 = joined(SHA256, HmacSha256.mac(authkey, challenge));
        boolean right = Secrets.equal(sha256, answer) | (md5Allowed & Secrets.equal(md5, answer));
        send(transport, right ? WELCOME : FAILURE);
        if (!right && !md5Allowed && answer.length == MD5_BYTES) {
            throw new AuthException(AuthException.Kind.UNSUPPORTED, "the peer answers with HMAC-MD5, which is off");
        }
        if (!right) {
            throw new AuthException(whoseFault, "a wrong answer to the challenge");
        }
    }

    private void answer(Transport transport, byte[] authkey) throws IOException {
        byte[] message = receive(transport);
        if (!startsWith(message, CHALLENGE)) {
            throw malformed("a message that is no challenge");
        }
        byte[] challenge = Arrays.copyOfRange(message, CHALLENGE.length, message.length);
        if (challenge.length == OLD_CHALLENGE_BYTES) {
            if (!md5Allowed) {
                throw new AuthException(AuthException.Kind.UNSUPPORTED, "the peer asks for HMAC-MD5");
            }
            send(transport, HmacSha256.keyed("HmacMD5", authkey).doFinal(challenge));
        } else if (startsWith(challenge, SHA256) && challenge.length >= SHA256.length + OLD_CHALLENGE_BYTES) {
            send(transport, joined(SHA256, HmacSha256.mac(authkey, challenge)));
        } else {
            throw new AuthException(
                    AuthException.Kind.UNSUPPORTED,
                    "a challenge of " + challenge.length + " bytes that asks for neither {sha256} nor the old form");
        }
        byte[] verdict = receive(transport);
        if (Arrays.equals(verdict, FAILURE)) {
            throw new AuthException(AuthException.Kind.REFUSED, "the peer refused our answer");
        }
        if (!Arrays.equals(verdict, WELCOME)) {
            throw malformed("neither #WELCOME# nor #FAILURE#");
        }
    }

    private static void send(Transport transport, byte[] message) throws IOException {
        OldWire.write(
                transport,
                ByteBuffer.allocate(4 + message.length)
                        .putInt(message.length)
                        .put(message)
                        .array());
    }

    private static byte[] receive(Transport transport) throws IOException {
        int length = ByteBuffer.wrap(OldWire.read(transport, 4)).getInt();
        // -1 announces a length of eight bytes, which Python uses from 2 GiB on: too long as well
        if (length < 0 || length > MAX_MESSAGE_BYTES) {
            throw new AuthException(
                    AuthException.Kind.LIMIT, "handshake message of length " + length + ", limit " + MAX_MESSAGE_BYTES);
        }
        return OldWire.read(transport, length);
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static AuthException malformed(String what) {
        return new AuthException(AuthException.Kind.MALFORMED, "Corrupt handshake: " + what);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return md5Allowed ? "python-multiprocessing with md5" : "python-multiprocessing";
    }
}
