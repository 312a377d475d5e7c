package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
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
        exchange(v, initiator, responder);
        assertThat(initiator.handshakeHash()).isEqualTo(v.hex("handshake_hash"));
        assertThat(responder.handshakeHash()).isEqualTo(v.hex("handshake_hash"));
        assertThat(initiator.split()).isEqualTo(responder.split());
    }

    @Test
    void nx() throws Exception {
        VectorFile v = VectorFile.load("noise/NX_25519_AESGCM_SHA256.txt");
        NoiseHandshake initiator = new NoiseHandshake(
                NoiseHandshake.Pattern.NX,
                true,
                v.hex("prologue"),
                X25519.KeyPair.of(v.hex("e_initiator")),
                null,
                null);
        X25519.KeyPair server = X25519.KeyPair.of(v.hex("s_responder"));
        NoiseHandshake responder = new NoiseHandshake(
                NoiseHandshake.Pattern.NX,
                false,
                v.hex("prologue"),
                X25519.KeyPair.of(v.hex("e_responder")),
                server,
                null);
        exchange(v, initiator, responder);
        assertThat(initiator.peerStatic()).isEqualTo(server.publicKey());
        byte[] keys = initiator.split();
        assertThat(responder.split()).isEqualTo(keys);
        for (int message = 3; message <= 6; message++) {
            int key = message % 2 == 1 ? 0 : 32;
            assertThat(transport(keys, key, (message - 3) / 2, v.hex("payload_" + message)))
                    .isEqualTo(v.hex("message_" + message));
        }
    }

    /** Noise §5.1: nonce = four zero bytes | n: u64 big-endian, no additional data. */
    private static byte[] transport(byte[] keys, int keyOffset, int n, byte[] payload) throws Exception {
        Cipher cipher = Aes256Gcm.newCipher();
        byte[] nonce = new byte[12];
        nonce[11] = (byte) n;
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(keys, keyOffset, 32, "AES"),
                new GCMParameterSpec(8 * NoiseState.TAG_BYTES, nonce));
        return cipher.doFinal(payload);
    }

    private static void exchange(VectorFile v, NoiseHandshake initiator, NoiseHandshake responder) throws Exception {
        byte[] first = initiator.write(v.hex("payload_1"));
        assertThat(first).isEqualTo(v.hex("message_1"));
        assertThat(responder.read(first)).isEqualTo(v.hex("payload_1"));
        byte[] second = responder.write(v.hex("payload_2"));
        assertThat(second).isEqualTo(v.hex("message_2"));
        assertThat(initiator.read(second)).isEqualTo(v.hex("payload_2"));
    }
}
