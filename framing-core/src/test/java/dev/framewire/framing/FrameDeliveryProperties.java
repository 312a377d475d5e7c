package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** However the bytes are split or merged, the frames are the same; wherever they are cut, it is told. */
class FrameDeliveryProperties {
    private static final HeaderKey N = HeaderKey.of("n");

    @Property(tries = 200)
    void anySplitGivesTheSameFrames(@ForAll("bodies") List<byte[]> bodies, @ForAll long seed) throws IOException {
        byte[] stream = stream(bodies);
        assertThat(read(new RandomSplits(stream, new Random(seed)))).isEqualTo(trace(bodies));
    }

    @Property(tries = 60)
    void theMachineGivesTheSameEventsForEveryPieceSize(@ForAll("bodies") List<byte[]> bodies) throws IOException {
        byte[] stream = stream(bodies);
        for (int size = 1; size <= Math.min(stream.length, 300); size++) {
            assertThat(decode(stream, size)).isEqualTo(trace(bodies));
        }
    }

    @Property(tries = 100)
    void onlyACutBetweenFramesIsAnEnd(@ForAll("bodies") List<byte[]> bodies) throws IOException {
        byte[] stream = stream(bodies);
        List<Integer> borders = new ArrayList<>(List.of(0));
        for (int i = 0; i < bodies.size(); i++) {
            borders.add(stream(bodies.subList(0, i + 1)).length);
        }
        int step = 1 + stream.length / 400;
        for (int cut = 0; cut <= stream.length; cut += step) {
            FrameException.Kind kind = null;
            try {
                read(new ByteArrayInputStream(Arrays.copyOf(stream, cut)));
            } catch (FrameException e) {
                kind = e.kind();
                assertThat(e.streamOffset()).isEqualTo(cut);
            }
            assertThat(kind).isEqualTo(borders.contains(cut) ? null : FrameException.Kind.TRUNCATED);
        }
    }

    @Provide
    Arbitrary<List<byte[]>> bodies() {
        Arbitrary<Integer> length = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(8, Arbitraries.integers().between(0, 40)),
                net.jqwik.api.Tuple.of(2, Arbitraries.of(0, 1, 16_383, 16_384, 16_385, 70_000)));
        return length.map(n -> {
                    byte[] body = new byte[n];
                    new Random(n).nextBytes(body);
                    return body;
                })
                .list()
                .ofMaxSize(5);
    }

    private static byte[] stream(List<byte[]> bodies) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(out);
        for (int i = 0; i < bodies.size(); i++) {
            writer.write(Header.builder().put(N, i).put(HeaderKey.of("text"), "粘包 \"x\"\n"), bodies.get(i));
        }
        return out.toByteArray();
    }

    private static List<String> trace(List<byte[]> bodies) {
        List<String> trace = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            trace.add(i + ":" + bodies.get(i).length + ":" + Arrays.hashCode(bodies.get(i)));
        }
        return trace;
    }

    private static List<String> read(InputStream in) throws IOException {
        List<String> trace = new ArrayList<>();
        FrameReader reader = new FrameReader(in);
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            assertThat(frame.header().getString(HeaderKey.of("text"))).isEqualTo("粘包 \"x\"\n");
            byte[] body = frame.readBody(1 << 20);
            trace.add(frame.header().getLong(N) + ":" + body.length + ":" + Arrays.hashCode(body));
        }
        return trace;
    }

    private static List<String> decode(byte[] stream, int size) throws IOException {
        List<String> trace = new ArrayList<>();
        FrameDecoder decoder = new FrameDecoder();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int from = 0; from < stream.length; from += size) {
            ByteBuffer piece = ByteBuffer.wrap(stream, from, Math.min(size, stream.length - from));
            FrameDecoder.Event event;
            while ((event = decoder.next(piece)) != FrameDecoder.Event.NEED_INPUT) {
                if (event == FrameDecoder.Event.BODY) {
                    body.write(stream, decoder.chunkOffset(), decoder.chunkLength());
                } else if (event == FrameDecoder.Event.END) {
                    trace.add(decoder.header().getLong(N) + ":" + body.size() + ":"
                            + Arrays.hashCode(body.toByteArray()));
                    body.reset();
                }
            }
            assertThat(piece.hasRemaining()).isFalse();
        }
        decoder.endOfInput();
        return trace;
    }

    /** Reads of random length, some of them empty. */
    private static final class RandomSplits extends InputStream {
        private final byte[] bytes;
        private final Random random;
        private int at;

        RandomSplits(byte[] bytes, Random random) {
            this.bytes = bytes;
            this.random = random;
        }

        @Override
        public int read() {
            return at == bytes.length ? -1 : bytes[at++] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) {
            if (at == bytes.length) {
                return -1;
            }
            int most = Math.min(len, bytes.length - at);
            int count = random.nextInt(4) == 0 ? Math.min(most, random.nextInt(3)) : 1 + random.nextInt(most);
            System.arraycopy(bytes, at, b, off, count);
            at += count;
            return count;
        }
    }
}
