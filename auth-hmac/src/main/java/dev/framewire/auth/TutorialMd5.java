package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.IOException;

/**
 * The link check of the tutorials. SPEC.md, <i>Compatibility modes</i>.
 *
 * <pre>
 *     server   32 random bytes
 *     client   HMAC-MD5(secret, those bytes), 16 bytes
 *     server   closes if they are wrong, and says nothing if they are right
 * </pre>
 */
final class TutorialMd5 implements UnsafeHandshake.Mode {
    static final int CHALLENGE_BYTES = 32;
    static final int ANSWER_BYTES = 16;

    @Override
    public void accept(Transport transport, HandshakeOptions options, byte[] secret) throws IOException {
        byte[] challenge = options.randomBytes(CHALLENGE_BYTES);
        OldWire.write(transport, challenge);
        if (!Secrets.equal(answer(secret, challenge), OldWire.read(transport, ANSWER_BYTES))) {
            throw new AuthException(AuthException.Kind.CREDENTIALS, "a wrong answer to the link check");
        }
    }

    @Override
    public void connect(Transport transport, HandshakeOptions options, byte[] secret) throws IOException {
        OldWire.write(transport, answer(secret, OldWire.read(transport, CHALLENGE_BYTES)));
    }

    private static byte[] answer(byte[] secret, byte[] challenge) {
        return HmacSha256.keyed("HmacMD5", secret).doFinal(challenge);
    }

    @Override
    public String toString() {
        return "tutorial-md5";
    }
}
