package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewire.framing.FrameException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One below each limit, at it, and one above: SPEC.md, "Limits". */
class LimitsTest {
    /** Turns a limit into a frame that just fits for an argument of 0, and is larger by one for each further one. */
    static Stream<Arguments> limits() {
        return Stream.of(
                limit(
                        "header bytes",
                        Kind.HEADER_TOO_LARGE,
                        false,
                        builder().maxHeaderBytes(40),
                        n -> header("{\"a\":\"" + "x".repeat(32 + n) + "\"}")),
                limit("body bytes", Kind.BODY_TOO_LARGE, false, builder().maxBodyBytes(40), n -> frame("{}", 40 + n)),
                limit(
                        "depth",
                        Kind.TOO_DEEP,
                        true,
                        builder().maxDepth(4),
                        n -> header("{\"a\":" + "[".repeat(3 + n) + "]".repeat(3 + n) + "}")),
                limit(
                        "members of all objects",
                        Kind.TOO_MANY_FIELDS,
                        true,
                        builder().maxFields(5),
                        n -> header("{\"a\":{" + members(4 + n) + "}}")),
                limit(
                        "name bytes, as sent",
                        Kind.NAME_TOO_LONG,
                        true,
                        builder().maxNameBytes(12),
                        n -> header("{\"\\u0061" + "n".repeat(6 + n) + "\":1}")),
                limit(
                        "value bytes, as sent",
                        Kind.VALUE_TOO_LONG,
                        true,
                        builder().maxValueBytes(12),
                        n -> header("{\"a\":\"粘" + "v".repeat(9 + n) + "\"}")));
    }

    private static Arguments limit(
            String name, Kind kind, boolean recoverable, FrameLimits.Builder limits, IntFunction<byte[]> frame) {
        return Arguments.argumentSet(name, kind, recoverable, limits.build(), frame);
    }

    private static FrameLimits.Builder builder() {
        return FrameLimits.builder();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void belowAtAndAbove(Kind kind, boolean recoverable, FrameLimits limits, IntFunction<byte[]> frame)
            throws IOException {
        assertThat(reader(limits, frame.apply(-1)).next()).isNotNull();
        assertThat(reader(limits, frame.apply(0)).next()).isNotNull();
        FrameReader reader = reader(limits, frame.apply(1), header("{}"));
        FrameException e = catchThrowableOfType(FrameException.class, reader::next);
        assertThat(e.kind()).isEqualTo(kind);
        assertThat(e.declared()).isEqualTo(e.limit() + 1);
        assertThat(e.recoverable()).isEqualTo(recoverable);
        if (recoverable) {
            assertThat(reader.next().header().fieldCount()).isZero();
        } else {
            assertThat(catchThrowableOfType(FrameException.class, reader::next)).isSameAs(e);
        }
    }

    @ParameterizedTest
    @MethodSource("limits")
    void aWriterRefusesWhatItsOwnLimitsWouldNotRead(
            Kind kind, boolean recoverable, FrameLimits limits, IntFunction<byte[]> frame) throws IOException {
        FrameReader parsed = reader(FrameLimits.defaults(), frame.apply(1));
        Frame tooMuch = parsed.next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(out, FrameFormat.nativeFormat(), limits);
        byte[] body = tooMuch.readBody(100);
        assertThatIllegalArgumentException().isThrownBy(() -> writer.write(tooMuch.header(), body));
        assertThat(out.size()).isZero();
        writer.write(Header.builder());
        assertThat(out.size()).isEqualTo(14);
    }

    @Test
    void aBodyInMemory() throws IOException {
        FrameLimits limits = builder().maxBodyInMemoryBytes(100).build();
        assertThat(reader(limits, frame("{}", 100)).next().readBody(1_000)).hasSize(100);
        Frame frame = reader(limits, frame("{}", 101)).next();
        FrameException e = catchThrowableOfType(FrameException.class, () -> frame.readBody(1_000));
        assertThat(e.kind()).isEqualTo(Kind.BODY_TOO_LARGE);
        assertThat(e.limit()).isEqualTo(100);
        assertThat(frame.body().readAllBytes()).as("streamed, it is no problem").hasSize(101);
    }

    @Test
    void drainBytes() throws IOException {
        FrameLimits limits = builder().maxDrainBytes(100).build();
        FrameReader reader = reader(limits, frame("{}", 100), frame("{}", 101), frame("{}", 0));
        reader.next();
        reader.next();
        FrameException e = catchThrowableOfType(FrameException.class, reader::next);
        assertThat(e.kind()).isEqualTo(Kind.BODY_NOT_READ);
        assertThat(e.declared()).isEqualTo(101);
        assertThat(e.limit()).isEqualTo(100);
        FrameReader bad = reader(limits, frame("[]", 101));
        assertThat(catchThrowableOfType(FrameException.class, bad::next).recoverable())
                .as("a bad header, and more behind it than may be drained")
                .isFalse();
    }

    @Test
    void rangesAreTheCallersFault() {
        FrameLimits.Builder b = builder();
        assertThatIllegalArgumentException().isThrownBy(() -> b.maxHeaderBytes(1));
        assertThatIllegalArgumentException().isThrownBy(() -> b.maxHeaderBytes(65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> b.maxBodyBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> b.maxBodyBytes(1L << 53));
        assertThatIllegalArgumentException().isThrownBy(() -> b.maxBodyInMemoryBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> b.maxDepth(0));
        assertThatIllegalArgumentException().isThrownBy(() -> b.maxDepth(65));
        assertThatIllegalArgumentException().isThrownBy(() -> b.maxFields(0));
        assertThatIllegalArgumentException().isThrownBy(() -> b.maxFields(16_385));
        assertThatIllegalArgumentException().isThrownBy(() -> b.maxNameBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> b.maxValueBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> b.maxDrainBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> b.frameDeadline(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> b.idleTimeout(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> b.minBytesPerSecond(0));
    }

    private static String members(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ",").append("\"m").append(i).append("\":").append(i);
        }
        return text.toString();
    }

    private static byte[] header(String header) {
        return frame(header, 0);
    }

    private static byte[] frame(String header, int bodyBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(12 + json.length + bodyBytes)
                .putInt(json.length)
                .putLong(bodyBytes)
                .put(json)
                .array();
    }

    private static FrameReader reader(FrameLimits limits, byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return new FrameReader(new ByteArrayInputStream(all.toByteArray()), FrameFormat.nativeFormat(), limits);
    }
}
