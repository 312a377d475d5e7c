package dev.framewire.tutorials.linkcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.auth.UnsafeHandshake;
import dev.framewire.framing.Transport;
import dev.framewire.tutorials.RecordingSocket;
import dev.framewire.tutorials.sticky.RawClient;
import dev.framewire.tutorials.sticky.Silence;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The originals read the challenge, its answer and each text with one {@code recv}: they must not leave us in pieces. */
class CheckInOneWriteTest {
    private static final byte[] SECRET = "s".getBytes(StandardCharsets.US_ASCII);

    private static byte[] answer(byte[] challenge) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(SECRET, "HmacMD5"));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(mac.doFinal(challenge));
            all.writeBytes("hello".getBytes(StandardCharsets.US_ASCII));
            return all.toByteArray();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void ourServersChallengeIsOneWriteAndSoIsEachText() throws Exception {
        RecordingSocket[] client = new RecordingSocket[1];
        client[0] = RecordingSocket.answering(() -> answer(client[0].writes().get(0)));
        new RawUpperCase(UnsafeHandshake.tutorialMd5(SECRET), Silence.none()).serve(client[0]);
        assertThat(client[0].writes()).hasSize(2);
        assertThat(client[0].writes().get(0)).hasSize(32);
        assertThat(client[0].writes().get(1))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("HELLO");
    }

    @Test
    void ourClientsAnswerIsOneWriteAndSoIsEachText() throws Exception {
        RecordingSocket server = RecordingSocket.answering(() -> new byte[32]);
        UnsafeHandshake.tutorialMd5(SECRET).connect(Transport.of(server));
        new RawClient(server, Silence.none(), 1000).send("hello");
        assertThat(server.writes()).hasSize(2);
        assertThat(server.writes().get(0)).hasSize(16);
        assertThat(server.writes().get(1)).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
    }
}
