package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.framewire.framing.FrameException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameErrorsTest {
    private static final byte[] GOOD = FrameEncoder.encode(Header.builder().put(HeaderKey.of("ok"), true), new byte[3]);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1|HTTP",
                "POST /x HTTP/1.1|HTTP",
                "SSH-2.0-OpenSSH_9.2|SSH",
                "{\"type\":\"msg\"}|bare JSON",
            })
    void namesTheProtocolOfAPeerOnTheWrongPort(String first, String name) {
        FrameException e = failure(first.getBytes(StandardCharsets.US_ASCII));
        assertThat(e.kind()).isEqualTo(Kind.WRONG_PROTOCOL);
        assertThat(e.hint()).get().asString().contains(name);
    }

    @ParameterizedTest
    @CsvSource({
        "160301020001000200,TLS",
        "0b0000007b226e223a317d,11 if little-endian",
        "0000000b7b226e223a317d,header-carried"
    })
    void namesTheByteOrderAndTheFormat(String hex, String name) {
        FrameException e = failure(HexFormat.of().parseHex(hex));
        assertThat(e.kind()).isEqualTo(Kind.WRONG_PROTOCOL);
        assertThat(e.hint()).get().asString().contains(name);
    }

    @Test
    void everyHeaderLengthIsRecognisedInTheOtherByteOrder() {
        for (int length = 2; length <= FrameFormat.MAX_HEADER_BYTES; length++) {
            ByteBuffer first = ByteBuffer.wrap(new byte[] {(byte) length, (byte) (length >> 8), 0, 0, '{'});
            Kind kind = null;
            try {
                new FrameDecoder().next(first);
            } catch (FrameException e) {
                kind = e.kind();
            }
            if (kind != Kind.WRONG_PROTOCOL) {
                fail("length " + length + ": " + kind);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00000000 0000000000000000, BAD_LENGTH", "00000001 0000000000000000, BAD_LENGTH",
        "00000002 0020000000000000, BAD_LENGTH", "00000002 0010000000000000, BODY_TOO_LARGE"
    })
    void refusesLengthsBeforeItReadsOn(String hex, Kind kind) {
        assertThat(failure(HexFormat.of().parseHex(hex.replace(" ", ""))).kind())
                .isEqualTo(kind);
    }

    @Test
    void aBadHeaderCostsOneFrame() throws IOException {
        byte[] bad = FrameEncoder.encode(Header.builder(), "body".getBytes(StandardCharsets.UTF_8));
        bad[12] = '[';
        FrameReader reader = new FrameReader(new ByteArrayInputStream(concat(GOOD, bad, GOOD)));
        assertThat(reader.next()).isNotNull();
        FrameException e = catchThrowableOfType(FrameException.class, reader::next);
        assertThat(e.recoverable()).isTrue();
        assertThat(e.frameIndex()).isEqualTo(1);
        assertThat(reader.next().header().getBoolean(HeaderKey.of("ok"))).isTrue();
        assertThat(reader.next()).isNull();
    }

    @Test
    void otherErrorsAreTerminalAndTheSameAgain() {
        FrameReader reader = new FrameReader(new ByteArrayInputStream(concat(new byte[12], GOOD)));
        FrameException first = catchThrowableOfType(FrameException.class, reader::next);
        assertThat(catchThrowableOfType(FrameException.class, reader::next)).isSameAs(first);
    }

    @Test
    void anUnreadBodyIsDrainedWithinTheBudgetOnly() throws IOException {
        FrameLimits limits = FrameLimits.builder().maxDrainBytes(10).build();
        byte[] big = FrameEncoder.encode(Header.builder(), new byte[11]);
        FrameReader reader =
                new FrameReader(new ByteArrayInputStream(concat(GOOD, big, GOOD)), FrameFormat.nativeFormat(), limits);
        reader.next();
        reader.next();
        assertThat(catchThrowableOfType(FrameException.class, reader::next).kind())
                .isEqualTo(Kind.BODY_NOT_READ);
    }

    @Test
    void aBodyOverTheCallersLimitIsNotAllocatedAndTheNextFrameIsRead() throws IOException {
        FrameReader reader = new FrameReader(new ByteArrayInputStream(concat(GOOD, GOOD)));
        Frame frame = reader.next();
        assertThatThrownBy(() -> frame.readBody(2)).isInstanceOfSatisfying(FrameLimitException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.BODY_TOO_LARGE);
            assertThat(e.declared()).isEqualTo(3);
            assertThat(e.limit()).isEqualTo(2);
        });
        assertThat(reader.next()).isNotNull();
    }

    @Test
    void unreadBytesAreHandedOverExactly() throws IOException {
        FrameReader reader =
                new FrameReader(new ByteArrayInputStream(concat(GOOD, "next".getBytes(StandardCharsets.US_ASCII))));
        reader.next().readBody(3);
        assertThat(reader.detach()).asString(StandardCharsets.US_ASCII).isEqualTo("next");
        assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFrameThatEndsTooEarlyBreaksTheWriter() throws IOException {
        FrameWriter writer = new FrameWriter(new ByteArrayOutputStream());
        OutputStream body = writer.begin(Header.builder(), 100_001);
        body.write(new byte[100_000]); // more than is buffered: the peer has seen the frame
        assertThatThrownBy(body::close)
                .isInstanceOfSatisfying(
                        FrameException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BODY_MISMATCH));
        assertThatThrownBy(() -> writer.write(Header.builder()))
                .isInstanceOfSatisfying(
                        FrameException.class, e -> assertThat(e.kind()).isEqualTo(Kind.WRITER_BROKEN));
    }

    @Test
    void whatIsOverTheLimitIsRefusedBeforeAByteLeaves() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(
                out,
                FrameFormat.nativeFormat(),
                FrameLimits.builder().maxBodyBytes(3).build());
        assertThatThrownBy(() -> writer.write(Header.builder(), new byte[4]))
                .isInstanceOf(IllegalArgumentException.class);
        writer.write(Header.builder(), new byte[3]);
        assertThat(out.size()).isEqualTo(12 + 2 + 3);
    }

    @Test
    void aSilentPeerIsCutOffByTheWatchdog() throws IOException {
        try (Watchdog watchdog = Watchdog.create()) {
            java.io.PipedInputStream in = new java.io.PipedInputStream();
            java.io.PipedOutputStream out = new java.io.PipedOutputStream(in);
            out.write(GOOD, 0, 5);
            out.flush();
            Thread reading = Thread.currentThread();
            Transport transport = Transport.of(in, out, reading::interrupt);
            FrameLimits limits =
                    FrameLimits.builder().frameDeadline(Duration.ofMillis(20)).build();
            FrameReader reader = new FrameReader(transport, FrameFormat.nativeFormat(), limits, watchdog);
            FrameException e = catchThrowableOfType(FrameException.class, reader::next);
            assertThat(e.kind()).isEqualTo(Kind.TOO_SLOW);
            assertThat(e.streamOffset()).isEqualTo(5);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void aDuplicateOrUnencodableFieldIsTheCallersFault() {
        HeaderBuilder builder = Header.builder().put(HeaderKey.of("a"), 1);
        assertThatThrownBy(() -> builder.put(HeaderKey.of("a"), 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.put(HeaderKey.of("b"), "\ud800")).isInstanceOf(IllegalArgumentException.class);
        assertThat(builder.build()).hasToString("{\"a\":1}");
    }

    private static FrameException failure(byte[] bytes) {
        return catchThrowableOfType(
                FrameException.class, () -> new FrameReader(new ByteArrayInputStream(bytes)).next());
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
