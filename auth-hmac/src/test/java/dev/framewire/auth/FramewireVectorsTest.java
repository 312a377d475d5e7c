package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The vectors that SPEC.md points to. */
class FramewireVectorsTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void hmacSha256WithIntegrityOnlyRecords() throws Exception {
        check("framewire/hmac-sha256-integrity-only.txt", HmacSuite.INTEGRITY_ONLY);
    }

    @Test
    void hmacSha256WithAes256GcmRecords() throws Exception {
        check("framewire/hmac-sha256-aes-256-gcm.txt", HmacSuite.AES_256_GCM);
    }

    @Test
    void hmacSha256InsideAChannel() throws Exception {
        VectorFile v = VectorFile.load("framewire/hmac-sha256-channel.txt");
        SharedKey key = SharedKey.of(v.text("key_id"), v.hex("secret"));
        ChannelBinding binding = new ChannelBinding(v.text("binding_type"), v.hex("binding_data"));
        Wire wire = Wire.honest();
        try (Meeting meeting = new Meeting()) {
            HmacClient client = HmacClient.with(key)
                    .as(v.text("client"))
                    .expecting(v.text("server"))
                    .options(fixed(meeting, v.hex("client_nonce")));
            HmacServer server =
                    HmacServer.with(key).as(v.text("server")).options(fixed(meeting, v.hex("server_nonce")));
            Meeting.Outcomes outcomes = meeting.run(
                    wire,
                    transport -> client.connectInside(HmacInsideChannelTest.channel(transport, binding)),
                    transport -> server.acceptInside(HmacInsideChannelTest.channel(transport, binding)));
            assertThat(outcomes.client().failure()).isNull();
        }
        assertHandshake(v, wire);
    }

    private static void assertHandshake(VectorFile v, Wire wire) {
        assertThat(Suites.hex(wire.sent(true).subList(0, 2))).isEqualTo(v.text("hello") + " " + v.text("proof"));
        assertThat(Suites.hex(wire.sent(false).subList(0, 2))).isEqualTo(v.text("challenge") + " " + v.text("finish"));
    }

    private static void check(String file, HmacSuite suite) throws Exception {
        VectorFile v = VectorFile.load(file);
        SharedKey key = SharedKey.of(v.text("key_id"), v.hex("secret"));
        Wire wire = Wire.honest();
        try (Meeting meeting = new Meeting()) {
            Meeting.Outcomes outcomes = meeting.run(
                    wire,
                    HmacClient.with(key)
                            .as(v.text("client"))
                            .expecting(v.text("server"))
                            .suites(suite)
                            .options(fixed(meeting, v.hex("client_nonce")))::connect,
                    HmacServer.with(key)
                            .as(v.text("server"))
                            .suites(suite)
                            .options(fixed(meeting, v.hex("server_nonce")))::accept);
            assertThat(outcomes.client().failure()).isNull();
            SecureSession session = Objects.requireNonNull(outcomes.client().session());
            assertThat(session.channelBindings().get(0).data()).isEqualTo(v.hex("channel_binding"));
        }
        assertHandshake(v, wire);
        records(v, suite.protection(), v.hex("client_to_server"));
    }

    private static void records(VectorFile v, RecordProtection protection, byte[] secret) throws Exception {
        RecordCipher cipher = protection.sealing(secret);
        byte[] text = v.text("text").getBytes(US_ASCII);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        record(v, "record_data", cipher, RecordFormat.DATA, text, all);
        record(v, "record_key_update", cipher, RecordFormat.KEY_UPDATE, new byte[0], all);
        cipher.update();
        record(v, "record_data_after_update", cipher, RecordFormat.DATA, text, all);
        record(v, "record_close", cipher, RecordFormat.CLOSE, new byte[0], all);
        assertThat(all.size()).isPositive();
    }

    private static void record(
            VectorFile v, String name, RecordCipher cipher, int type, byte[] payload, ByteArrayOutputStream all) {
        byte[] out = new byte[RecordFormat.MAX_RECORD_BYTES];
        byte[] record = Arrays.copyOf(out, cipher.seal(type, payload, 0, payload.length, out, 0));
        all.writeBytes(record);
        assertThat(HEX.formatHex(record)).as(name).isEqualTo(v.text(name));
    }

    static HandshakeOptions fixed(Meeting meeting, byte[]... draws) {
        return new HandshakeOptions(Meeting.AMPLE, meeting.watchdog, new FixedRandom(draws));
    }
}
