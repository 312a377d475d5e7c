package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.Transport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** How much a stranger can make a server read: SPEC.md, "Time and size". */
class BeforeTrustTest {
    private static final SharedKey KEY = SharedKey.generate("k");
    private static final String NONCE = "5a".repeat(HmacHandshake.NONCE_BYTES);

    private long bytesRead;

    @Test
    void hmacServer() {
        byte[] stranger = frames(hmacHello(), 0, HandshakeFrames.header("proof"), HmacHandshake.PROOF_BYTES);
        assertThatThrownBy(() -> HmacServer.with(KEY).deadline(Meeting.AMPLE).accept(transport(stranger)))
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.CREDENTIALS));
        assertThat(bytesRead).isEqualTo(2_104);
    }

    @Test
    void noiseNxServer() {
        HeaderBuilder hello = HandshakeFrames.header("hello").put(HmacHandshake.SUITES, NoiseSuite.NX);
        byte[] stranger = frames(hello, X25519.BYTES, HandshakeFrames.header("confirm"), HmacHandshake.PROOF_BYTES);
        assertThatThrownBy(() -> NoiseNxServer.with(ServerIdentity.generate())
                        .deadline(Meeting.AMPLE)
                        .accept(transport(stranger)))
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.CREDENTIALS));
        assertThat(bytesRead).isEqualTo(2_136);
    }

    @Test
    void noisePskServerNeedsTheKeyForTheSecondFrame() {
        HeaderBuilder hello = HandshakeFrames.header("hello")
                .put(HmacHandshake.SUITES, NoiseSuite.NNPSK0)
                .put(HmacHandshake.KEY, KEY.id())
                .put(HmacHandshake.CLIENT, "client")
                .put(HmacHandshake.SERVER, "store");
        byte[] stranger = frames(
                hello, NoisePskServer.MESSAGE_BYTES, HandshakeFrames.header("confirm"), HmacHandshake.PROOF_BYTES);
        assertThatThrownBy(() -> NoisePskServer.with(KeySet.of(KEY), "store")
                        .deadline(Meeting.AMPLE)
                        .accept(transport(stranger)))
                .isInstanceOf(AuthException.class);
        assertThat(bytesRead).isEqualTo(2_152 - 12 - 1_024 - HmacHandshake.PROOF_BYTES);
    }

    @Test
    void aHeaderThatIsOneByteLongerIsNotRead() {
        byte[] json = padded(hmacHello(), HandshakeFrames.MAX_HEADER_BYTES + 1);
        byte[] stranger = Arrays.copyOf(HandshakeFrames.frame(json, new byte[0]), 100_000);
        assertThatThrownBy(() -> HmacServer.with(KEY).deadline(Meeting.AMPLE).accept(transport(stranger)))
                .isInstanceOf(AuthException.class);
        assertThat(bytesRead).isEqualTo(HandshakeFrames.PREFIX_BYTES);
    }

    @Test
    void aBodyThatIsOneByteLongerIsNotRead() {
        byte[] json = padded(hmacHello(), HandshakeFrames.MAX_HEADER_BYTES);
        byte[] stranger = Arrays.copyOf(HandshakeFrames.frame(json, new byte[1]), 100_000);
        assertThatThrownBy(() -> HmacServer.with(KEY).deadline(Meeting.AMPLE).accept(transport(stranger)))
                .isInstanceOf(AuthException.class);
        assertThat(bytesRead).isEqualTo(HandshakeFrames.PREFIX_BYTES);
    }

    @Test
    void aStrangerWhoDoesNotReadTheRefusalHoldsNobodyUpBeyondTheDeadline() {
        boolean refused = false;
        // on a slow machine a short deadline is over before anything is refused
        for (int millis = 20; !refused; millis *= 2) {
            StuckOutput stuck = new StuckOutput();
            Transport transport = Transport.of(new ByteArrayInputStream(new byte[12]), stuck, stuck::abort);
            HmacServer server = HmacServer.with(KEY).deadline(Duration.ofMillis(millis));
            AuthException failure = catchThrowableOfType(AuthException.class, () -> server.accept(transport));
            refused = stuck.writing.getCount() == 0;
            assertThat(failure.kind()).isEqualTo(refused ? AuthException.Kind.MALFORMED : AuthException.Kind.TIMEOUT);
        }
    }

    private static HeaderBuilder hmacHello() {
        return HandshakeFrames.header("hello")
                .put(HmacHandshake.SUITES, HmacSuite.AES_256_GCM.wireName())
                .put(HmacHandshake.KEY, KEY.id())
                .put(HmacHandshake.CLIENT, HmacClient.DEFAULT_NAME)
                .put(HmacHandshake.SERVER, "")
                .put(HmacHandshake.NONCE, NONCE)
                .put(HmacHandshake.BINDING, HmacHandshake.NO_BINDING);
    }

    /** Two frames as large as they may be, and more behind them. */
    private static byte[] frames(HeaderBuilder first, int firstBody, HeaderBuilder second, int secondBody) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(HandshakeFrames.frame(padded(first, HandshakeFrames.MAX_HEADER_BYTES), body(firstBody)));
        all.writeBytes(HandshakeFrames.frame(padded(second, HandshakeFrames.MAX_HEADER_BYTES), body(secondBody)));
        all.writeBytes(new byte[100_000]);
        return all.toByteArray();
    }

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) 9);
        return body;
    }

    /** The same JSON with blanks before its closing brace. */
    private static byte[] padded(HeaderBuilder header, int length) {
        Header json = header.build();
        byte[] blanks = " ".repeat(length - json.byteLength()).getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(length)
                .put(json.toByteArray(), 0, json.byteLength() - 1)
                .put(blanks)
                .put((byte) '}')
                .array();
    }

    private Transport transport(byte[] stranger) {
        InputStream counting = new FilterInputStream(new ByteArrayInputStream(stranger)) {
            @Override
            public int read() throws IOException {
                int b = super.read();
                bytesRead += b < 0 ? 0 : 1;
                return b;
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                int n = super.read(b, off, len);
                bytesRead += Math.max(0, n);
                return n;
            }
        };
        return Transport.of(counting, OutputStream.nullOutputStream(), () -> {});
    }
}
