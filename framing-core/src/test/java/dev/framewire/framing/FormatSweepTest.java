package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.framewire.framing.FrameException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format through the same sweeps: split at every size, cut at every byte, every byte changed. */
class FormatSweepTest {
    private static final HeaderKey N = HeaderKey.of("n");
    private static final List<Integer> BODIES = List.of(0, 1, 7, 0, 30);

    static Stream<FrameFormat> formats() {
        return Stream.of(
                FrameFormat.nativeFormat(),
                FrameFormat.headerCarried(ByteOrder.LITTLE_ENDIAN, "file_size", "total_size")
                        .withSignedLength(),
                FrameFormat.headerCarried(ByteOrder.BIG_ENDIAN, "size"),
                FrameFormat.plain(1, ByteOrder.BIG_ENDIAN),
                FrameFormat.plain(2, ByteOrder.LITTLE_ENDIAN),
                FrameFormat.plain(4, ByteOrder.BIG_ENDIAN),
                FrameFormat.plain(4, ByteOrder.LITTLE_ENDIAN).withSignedLength(),
                FrameFormat.plain(4, ByteOrder.BIG_ENDIAN).withInclusiveLength(),
                FrameFormat.plain(8, ByteOrder.LITTLE_ENDIAN),
                FrameFormat.pythonMultiprocessing());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyPieceSizeInEveryKindOfBufferGivesTheSameFrames(FrameFormat format) throws IOException {
        byte[] stream = stream(format);
        List<String> whole = decode(format, stream, stream.length, UnaryOperator.identity());
        assertThat(whole).hasSize(BODIES.size());
        for (int size = 1; size <= 2 * stream.length; size++) {
            assertThat(decode(format, stream, size, UnaryOperator.identity())).isEqualTo(whole);
            assertThat(decode(format, stream, size, ByteBuffer::asReadOnlyBuffer))
                    .isEqualTo(whole);
            assertThat(decode(format, stream, size, FormatSweepTest::direct)).isEqualTo(whole);
            assertThat(decode(format, stream, size, FormatSweepTest::slicedWithOffset))
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyPairOfCutsGivesTheSameFrames(FrameFormat format) throws IOException {
        byte[] stream = stream(format);
        List<String> whole = decode(format, stream, stream.length, UnaryOperator.identity());
        for (int one = 0; one < stream.length; one++) {
            for (int two = one; two < stream.length; two++) {
                Trace trace = new Trace(format);
                trace.feed(ByteBuffer.wrap(stream, 0, one));
                trace.feed(ByteBuffer.wrap(stream, one, two - one));
                trace.feed(ByteBuffer.wrap(stream, two, stream.length - two));
                assertThat(trace.frames).isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void onlyACutBetweenFramesIsAnEnd(FrameFormat format) throws IOException {
        byte[] stream = stream(format);
        List<Integer> borders = borders(format);
        for (int cut = 0; cut <= stream.length; cut++) {
            FrameReader reader =
                    new FrameReader(new ByteArrayInputStream(stream, 0, cut), format, FrameLimits.defaults());
            FrameException e = catchThrowableOfType(FrameException.class, () -> readAll(reader));
            if (borders.contains(cut)) {
                assertThat(e).as("cut at %d", cut).isNull();
            } else {
                assertThat(e.kind()).as("cut at %d", cut).isEqualTo(Kind.TRUNCATED);
                assertThat(e.streamOffset()).isEqualTo(cut);
                assertThat(catchThrowableOfType(FrameException.class, reader::next))
                        .isSameAs(e);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aChangedByteGivesFramesOrATypedErrorHoweverItIsSplit(FrameFormat format) throws IOException {
        byte[] stream = stream(format);
        for (int at = 0; at < stream.length; at++) {
            for (int flip : new int[] {1, 0x80, 0xff}) {
                byte[] bad = stream.clone();
                bad[at] ^= (byte) flip;
                List<String> whole = outcome(format, bad, bad.length);
                assertThat(outcome(format, bad, 1)).as("byte %d ^ %d", at, flip).isEqualTo(whole);
                assertThat(outcome(format, bad, 5)).as("byte %d ^ %d", at, flip).isEqualTo(whole);
            }
        }
    }

    @Test
    void theBytesAreThoseOfPythonsStruct() {
        // struct.pack('i', 7) + b'{"n":1}' would lack the body's length, which the writer adds
        assertHex(
                FrameFormat.headerCarried(ByteOrder.LITTLE_ENDIAN, "size"),
                Header.builder().put(N, 1),
                "10000000" + hex("{\"n\":1,\"size\":2}") + "aabb");
        assertHex(
                FrameFormat.headerCarried(ByteOrder.BIG_ENDIAN, "size"),
                Header.builder(),
                "0000000a" + hex("{\"size\":2}") + "aabb");
        assertHex(FrameFormat.plain(1, ByteOrder.BIG_ENDIAN), Header.none(), "02aabb");
        assertHex(FrameFormat.plain(2, ByteOrder.LITTLE_ENDIAN), Header.none(), "0200aabb");
        assertHex(FrameFormat.plain(4, ByteOrder.BIG_ENDIAN).withInclusiveLength(), Header.none(), "00000006aabb");
        assertHex(FrameFormat.plain(8, ByteOrder.LITTLE_ENDIAN), Header.none(), "0200000000000000aabb");
        assertHex(FrameFormat.pythonMultiprocessing(), Header.none(), "00000002aabb");
    }

    @Test
    void lengthsThatNoPeerMayWriteAreRefused() {
        assertKind(FrameFormat.pythonMultiprocessing(), "fffffffe", Kind.BAD_LENGTH);
        assertKind(FrameFormat.pythonMultiprocessing(), "ffffffff0000000000000005", Kind.BAD_LENGTH);
        assertKind(FrameFormat.pythonMultiprocessing(), "ffffffff8000000000000000", Kind.BAD_LENGTH);
        assertKind(FrameFormat.plain(4, ByteOrder.BIG_ENDIAN).withInclusiveLength(), "00000003", Kind.BAD_LENGTH);
        assertKind(FrameFormat.plain(4, ByteOrder.LITTLE_ENDIAN).withSignedLength(), "ffffffff", Kind.BAD_LENGTH);
        assertKind(FrameFormat.plain(8, ByteOrder.BIG_ENDIAN), "ffffffffffffffff", Kind.BAD_LENGTH);
        assertKind(FrameFormat.plain(8, ByteOrder.BIG_ENDIAN), "0010000000000000", Kind.BODY_TOO_LARGE);
        FrameFormat carried = FrameFormat.headerCarried(ByteOrder.BIG_ENDIAN, "size", "file_size");
        assertKind(carried, "00000000", Kind.BAD_LENGTH);
        assertKind(carried, "0b000000", Kind.WRONG_PROTOCOL);
        assertKind(carried, hex("GET "), Kind.WRONG_PROTOCOL);
        for (String header : List.of(
                "{}",
                "{\"size\":null}",
                "{\"size\":\"5\"}",
                "{\"size\":-1}",
                "{\"size\":1.0}",
                "{\"size\":9007199254740992}",
                "{\"size\":1,\"file_size\":1}")) {
            assertKind(carried, "%08x".formatted(header.length()) + hex(header), Kind.BODY_LENGTH_FIELD);
        }
        assertKind(carried, "00000002" + hex("[]"), Kind.BAD_JSON);
    }

    @Test
    void aHeaderWithoutABodyLengthMayMeanNoBody() throws IOException {
        FrameFormat format =
                FrameFormat.headerCarried(ByteOrder.BIG_ENDIAN, "size").withOptionalBody();
        byte[] stream = HexFormat.of().parseHex("00000002" + hex("{}") + "00000002" + hex("{}"));
        FrameReader reader = new FrameReader(new ByteArrayInputStream(stream), format, FrameLimits.defaults());
        assertThat(reader.next().bodyLength()).isZero();
        assertThat(reader.next().bodyLength()).isZero();
        assertThat(reader.next()).isNull();
    }

    @Test
    void everyHeaderLengthIsRecognisedInTheOtherByteOrder() {
        FrameFormat format = FrameFormat.headerCarried(ByteOrder.BIG_ENDIAN, "size");
        for (int length = 2; length <= FrameFormat.MAX_HEADER_BYTES; length++) {
            ByteBuffer first = ByteBuffer.wrap(new byte[] {(byte) length, (byte) (length >> 8), 0, 0});
            Kind kind = null;
            try {
                new FrameDecoder(format, FrameLimits.defaults()).next(first);
            } catch (FrameException e) {
                kind = e.kind();
            }
            if (kind != Kind.WRONG_PROTOCOL) { // 65,534 assertions would take 10 seconds
                fail("length " + length + ": " + kind);
            }
        }
    }

    private static void assertKind(FrameFormat format, String hex, Kind kind) {
        assertThat(kindOf(format, HexFormat.of().parseHex(hex))).as(hex).isEqualTo(kind);
    }

    private static Kind kindOf(FrameFormat format, byte[] bytes) {
        FrameException e = catchThrowableOfType(
                FrameException.class,
                () -> new FrameDecoder(format, FrameLimits.defaults()).next(ByteBuffer.wrap(bytes)));
        assertThat(e.recoverable()).isFalse();
        return e.kind();
    }

    private static void assertHex(FrameFormat format, HeaderBytes header, String hex) {
        assertThat(HexFormat.of().formatHex(FrameEncoder.encode(format, header, new byte[] {(byte) 0xaa, (byte) 0xbb})))
                .isEqualTo(hex);
    }

    private static String hex(String ascii) {
        return HexFormat.of().formatHex(ascii.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static byte[] stream(FrameFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(out, format, FrameLimits.defaults());
        for (int i = 0; i < BODIES.size(); i++) {
            byte[] body = new byte[BODIES.get(i)];
            Arrays.fill(body, (byte) i);
            writer.write(format.hasHeader() ? Header.builder().put(N, i) : Header.none(), body);
        }
        return out.toByteArray();
    }

    private static List<Integer> borders(FrameFormat format) throws IOException {
        List<Integer> borders = new ArrayList<>(List.of(0));
        FrameReader reader = new FrameReader(new ByteArrayInputStream(stream(format)), format, FrameLimits.defaults());
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            frame.readBody(100);
            borders.add((int) reader.streamOffset());
        }
        return borders;
    }

    private static void readAll(FrameReader reader) throws IOException {
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            frame.readBody(1 << 20);
        }
    }

    private static List<String> decode(FrameFormat format, byte[] stream, int size, UnaryOperator<ByteBuffer> kind)
            throws IOException {
        Trace trace = new Trace(format);
        for (int from = 0; from < stream.length; from += size) {
            trace.feed(kind.apply(ByteBuffer.wrap(stream, from, Math.min(size, stream.length - from))));
        }
        trace.decoder.endOfInput();
        return trace.frames;
    }

    /** The frames, and then the error if there is one. */
    private static List<String> outcome(FrameFormat format, byte[] stream, int size) {
        Trace trace = new Trace(format);
        int from = 0;
        try {
            for (; from < stream.length; from += size) {
                trace.feed(ByteBuffer.wrap(stream, from, Math.min(size, stream.length - from)));
            }
            trace.decoder.endOfInput();
        } catch (FrameException e) {
            trace.frames.add(e.kind() + " " + e.stage() + " " + e.frameIndex() + " " + e.streamOffset());
        }
        return trace.frames;
    }

    private static ByteBuffer direct(ByteBuffer heap) {
        return ByteBuffer.allocateDirect(heap.remaining()).put(heap).flip();
    }

    private static ByteBuffer slicedWithOffset(ByteBuffer heap) {
        ByteBuffer larger = ByteBuffer.allocate(heap.remaining() + 6).order(ByteOrder.LITTLE_ENDIAN);
        larger.position(3);
        larger.put(heap).flip().position(3);
        return larger.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static final class Trace {
        final FrameDecoder decoder;
        final boolean headers;
        final List<String> frames = new ArrayList<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Trace(FrameFormat format) {
            decoder = new FrameDecoder(format, FrameLimits.defaults());
            headers = format.hasHeader();
        }

        void feed(ByteBuffer in) throws FrameException {
            while (true) {
                FrameDecoder.Event event;
                try {
                    event = decoder.next(in);
                } catch (FrameException e) {
                    if (!e.recoverable()) {
                        throw e;
                    }
                    frames.add(e.kind() + " " + e.frameIndex());
                    continue;
                }
                switch (event) {
                    case NEED_INPUT -> {
                        assertThat(in.hasRemaining()).isFalse();
                        return;
                    }
                    case HEADER -> body.reset();
                    case BODY -> {
                        for (int i = 0; i < decoder.chunkLength(); i++) {
                            body.write(in.get(decoder.chunkOffset() + i));
                        }
                    }
                    case END ->
                        frames.add((headers ? decoder.header().copy() + " " : "")
                                + HexFormat.of().formatHex(body.toByteArray()));
                }
            }
        }
    }
}
