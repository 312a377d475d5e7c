package dev.framewire.auth;

import java.util.HexFormat;
import java.util.List;

/** Every suite, both sides, with fixed long-term keys. */
enum Suites {
    HMAC_AES_256_GCM(4),
    HMAC_INTEGRITY_ONLY(4),
    NOISE_NX(3),
    NOISE_NNPSK0(3);

    static final SharedKey KEY = SharedKey.of("k1", bytes(0x00, 32));
    static final SharedKey OTHER_KEY = SharedKey.of("k1", bytes(0x40, 32));
    static final ServerIdentity IDENTITY = ServerIdentity.of(bytes(0x80, 32));
    static final ServerIdentity OTHER_IDENTITY = ServerIdentity.of(bytes(0xa0, 32));
    static final String CLIENT = "alice";
    static final String SERVER = "bob";

    final int messages;

    Suites(int messages) {
        this.messages = messages;
    }

    static byte[] bytes(int first, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    /** Whether the client sends the last message, and so has its session before the server has. */
    boolean clientEnds() {
        return messages == 3;
    }

    boolean mutual() {
        return this != NOISE_NX;
    }

    Meeting.Side client(HandshakeOptions options) {
        return client(options, KEY, IDENTITY);
    }

    Meeting.Side client(HandshakeOptions options, SharedKey key, ServerIdentity pinned) {
        return switch (this) {
            case HMAC_AES_256_GCM ->
                HmacClient.with(key).as(CLIENT).expecting(SERVER).options(options)::connect;
            case HMAC_INTEGRITY_ONLY ->
                HmacClient.with(key)
                        .as(CLIENT)
                        .expecting(SERVER)
                        .suites(HmacSuite.INTEGRITY_ONLY)
                        .options(options)::connect;
            case NOISE_NX ->
                NoiseNxClient.with(ServerKeyVerifier.pinned(pinned.fingerprint()))
                        .options(options)::connect;
            case NOISE_NNPSK0 -> NoisePskClient.with(key, CLIENT, SERVER).options(options)::connect;
        };
    }

    Meeting.Side server(HandshakeOptions options) {
        return switch (this) {
            case HMAC_AES_256_GCM -> HmacServer.with(KEY).as(SERVER).options(options)::accept;
            case HMAC_INTEGRITY_ONLY ->
                HmacServer.with(KEY).as(SERVER).suites(HmacSuite.INTEGRITY_ONLY).options(options)::accept;
            case NOISE_NX -> NoiseNxServer.with(IDENTITY).options(options)::accept;
            case NOISE_NNPSK0 -> NoisePskServer.with(KeySet.of(KEY), SERVER).options(options)::accept;
        };
    }

    static String hex(List<byte[]> messages) {
        StringBuilder hex = new StringBuilder();
        messages.forEach(
                message -> hex.append(HexFormat.of().formatHex(message)).append(' '));
        return hex.toString().strip();
    }
}
