package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Vectors of the Noise test suite that other implementations publish (cacophony). */
class NoiseVectorsTest {
    @Test
    void nnpsk0() throws Exception {
        VectorFile v = VectorFile.load("noise/NNpsk0_25519_AESGCM_SHA256.txt");
        NoiseHandshake initiator = new NoiseHandshake(
                NoiseHandshake.Pattern.NNPSK0,
                true,
                v.hex("prologue"),
                X25519.KeyPair.of(v.hex("e_initiator")),
                null,
                v.hex("psk"));
        NoiseHandshake responder = new NoiseHandshake(
                NoiseHandshake.Pattern.NNPSK0,
                false,
                v.hex("prologue"),
                X25519.KeyPair.of(v.hex("e_responder")),
                null,
                v.hex("psk"));
        check(v, initiator, responder);
    }

    private static void check(VectorFile v, NoiseHandshake initiator, NoiseHandshake responder) throws Exception {
        byte[] first = initiator.write(v.hex("payload_1"));
        assertThat(first).isEqualTo(v.hex("message_1"));
        assertThat(responder.read(first)).isEqualTo(v.hex("payload_1"));
        byte[] second = responder.write(v.hex("payload_2"));
        assertThat(second).isEqualTo(v.hex("message_2"));
        assertThat(initiator.read(second)).isEqualTo(v.hex("payload_2"));
        assertThat(initiator.handshakeHash()).isEqualTo(v.hex("handshake_hash"));
        assertThat(responder.handshakeHash()).isEqualTo(v.hex("handshake_hash"));
        assertThat(HexFormat.of().formatHex(initiator.split()))
                .isEqualTo(HexFormat.of().formatHex(responder.split()));
    }
}
