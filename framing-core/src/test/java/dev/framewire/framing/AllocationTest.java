package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bytes of garbage, counted and not timed: they stay at none. */
class AllocationTest {
    private static final int FRAMES = 20_000;
    private static final HeaderKey OP = HeaderKey.of("op");
    private static final HeaderKey NAME = HeaderKey.of("name");
    private static final HeaderKey SIZE = HeaderKey.of("size");
    private static final HeaderKey DONE = HeaderKey.of("done");
    private static final HeaderKey ID = HeaderKey.of("id");
    private static final HeaderKey PUT = HeaderKey.of("put");

    private long sum;

    /** What measuring itself loads and makes, once and for all. */
    @BeforeAll
    static void measureNothing() {
        for (int i = 0; i < 50; i++) {
            allocatedBytes();
        }
    }

    @Test
    void decodingNativeFramesAndReadingTheirFieldsMakesNoGarbage() throws FrameException {
        byte[] frame = FrameEncoder.encode(header(Header.builder()), new byte[64]);
        FrameDecoder decoder = new FrameDecoder();
        ByteBuffer in = ByteBuffer.wrap(frame);
        assertNoGarbage(() -> {
            in.clear();
            while (decoder.next(in) != FrameDecoder.Event.END) {
                sum += decoder.header().getLong(SIZE);
                sum += decoder.header().getBoolean(DONE) ? 1 : 0;
                sum += decoder.header().stringEquals(OP, PUT) ? 1 : 0;
            }
        });
        assertThat(sum).isPositive();
    }

    @Test
    void splittingPlainMessagesMakesNoGarbage() throws FrameException {
        FrameFormat format = FrameFormat.plain(4, ByteOrder.BIG_ENDIAN);
        byte[] frame = FrameEncoder.encode(format, Header.none(), new byte[64]);
        FrameDecoder decoder = new FrameDecoder(format, FrameLimits.defaults());
        ByteBuffer in = ByteBuffer.allocateDirect(frame.length).put(frame);
        assertNoGarbage(() -> {
            in.clear();
            while (decoder.next(in) != FrameDecoder.Event.END) {
                sum += decoder.chunkLength();
            }
        });
    }

    @Test
    void buildingAndEncodingAHeaderMakesNoGarbage() throws FrameException {
        HeaderBuilder builder = new HeaderBuilder();
        ByteBuffer out = ByteBuffer.allocate(1_024);
        ByteBuffer body = ByteBuffer.wrap(new byte[64]);
        assertNoGarbage(() -> {
            FrameEncoder.encode(FrameFormat.nativeFormat(), header(builder.clear()), body.clear(), out.clear());
            sum += out.position();
        });
    }

    @Test
    void anIdleDecoderIsSmall() throws FrameException {
        byte[] frame = FrameEncoder.encode(header(Header.builder()), new byte[64]);
        int count = 1_000;
        FrameDecoder[] decoders = new FrameDecoder[count];
        decoders[0] = new FrameDecoder(); // what all of them share
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = allocatedBytes();
            for (int i = 1; i < count; i++) {
                decoders[i] = new FrameDecoder();
            }
            least = Math.min(least, (allocatedBytes() - before) / count);
        }
        assertThat(least).as("bytes of a new decoder").isLessThan(256);
        assertThat(decoders[count - 1].next(ByteBuffer.wrap(frame))).isEqualTo(FrameDecoder.Event.HEADER);
    }

    @Test
    void aTrimmedDecoderIsAsSmallAsANewOne() throws FrameException {
        byte[] frame = FrameEncoder.encode(header(Header.builder()), new byte[64]);
        byte[] large = FrameEncoder.encode(Header.builder().put(NAME, "x".repeat(3_000)), new byte[0]);
        int count = 10_000;
        FrameDecoder[] decoders = new FrameDecoder[count];
        long[] bytes = new long[5]; // what the JVM itself takes or gives back meanwhile is not the decoders'
        for (int round = 0; round < bytes.length; round++) {
            Arrays.fill(decoders, null);
            long before = usedBytes();
            for (int i = 0; i < count; i++) {
                decoders[i] = new FrameDecoder();
                decodeInPieces(decoders[i], frame);
                decodeInPieces(decoders[i], large);
                decoders[i].trim();
            }
            bytes[round] = (usedBytes() - before) / count;
        }
        Arrays.sort(bytes);
        assertThat(bytes[bytes.length / 2]).as("bytes of an idle decoder").isBetween(16L, 255L);
        decodeInPieces(decoders[0], frame);
        assertThat(decoders[0].frameIndex()).isEqualTo(3);
    }

    /** Cut inside the prefix and inside the header. */
    private static void decodeInPieces(FrameDecoder decoder, byte[] frame) throws FrameException {
        ByteBuffer in = ByteBuffer.wrap(frame);
        for (int cut : new int[] {7, 20}) {
            assertThat(decoder.next(in.limit(cut))).isEqualTo(FrameDecoder.Event.NEED_INPUT);
            decoder.trim(); // in the middle of a frame: nothing happens
        }
        assertThat(decoder.next(in.limit(frame.length))).isEqualTo(FrameDecoder.Event.HEADER);
        assertThat(decoder.header().has(NAME)).isTrue();
        while (decoder.next(in) != FrameDecoder.Event.END) {
            decoder.trim();
        }
        assertThat(decoder.header().has(NAME)).isTrue();
        assertThat(decoder.next(in)).isEqualTo(FrameDecoder.Event.NEED_INPUT);
    }

    @Test
    void aReaderOfShortFramesIsSmallAndOneOfLongOnesIsNot() throws IOException {
        assertThat(bytesOfAReader(64)).as("bytes of a reader of short frames").isLessThan(4 << 10);
        assertThat(bytesOfAReader(FrameReader.BUFFER_BYTES - 100))
                .as("bytes of a reader of long frames")
                .isGreaterThan(FrameReader.BUFFER_BYTES);
    }

    /** Each read of the stream gives one frame. */
    private static long bytesOfAReader(int bodyBytes) throws IOException {
        byte[] frame = FrameEncoder.encode(header(Header.builder()), new byte[bodyBytes]);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) { // the first of them loads classes
            InputStream frames = new SequenceInputStream(
                    new ByteArrayInputStream(frame),
                    new SequenceInputStream(new ByteArrayInputStream(frame), new ByteArrayInputStream(frame)));
            long before = allocatedBytes();
            FrameReader reader = new FrameReader(frames);
            while (reader.next() != null) {
                reader.skipBody();
            }
            least = Math.min(least, allocatedBytes() - before);
        }
        return least;
    }

    @Test
    void aClaimedLengthAllocatesNothing() throws IOException {
        byte[] claim = FrameEncoder.encode(FrameFormat.plain(4, ByteOrder.BIG_ENDIAN), Header.none(), new byte[6]);
        ByteBuffer.wrap(claim).putInt(0, 1 << 30);
        FrameLimits limits = FrameLimits.builder().maxBodyInMemoryBytes(1 << 30).build();
        long before = allocatedBytes();
        try {
            new FrameReader(new ByteArrayInputStream(claim), FrameFormat.plain(4, ByteOrder.BIG_ENDIAN), limits)
                    .next()
                    .readBody(1 << 30);
        } catch (TruncatedFrameException e) {
            assertThat(allocatedBytes() - before).isLessThan(1 << 20);
            return;
        }
        throw new AssertionError("a body of six bytes was taken for one of 1 GiB");
    }

    @Test
    void readingABodyIntoABufferWithoutAnArrayMakesNoGarbage() throws IOException {
        byte[] frame =
                FrameEncoder.encode(FrameFormat.plain(4, ByteOrder.BIG_ENDIAN), Header.none(), new byte[1 << 20]);
        ByteBuffer target = ByteBuffer.allocateDirect(1 << 20);
        FrameReader reader = new FrameReader(
                new SequenceInputStream(new ByteArrayInputStream(frame), new ByteArrayInputStream(frame)),
                FrameFormat.plain(4, ByteOrder.BIG_ENDIAN),
                FrameLimits.defaults());
        readWhole(reader.next(), target);
        Frame second = reader.next();
        long before = allocatedBytes();
        readWhole(second, target);
        assertThat(allocatedBytes() - before).isLessThan(4_096);
    }

    private static void readWhole(Frame frame, ByteBuffer target) throws IOException {
        target.clear();
        while (target.hasRemaining()) {
            frame.read(target);
        }
        assertThat(frame.read(target)).isEqualTo(-1);
    }

    private static HeaderBuilder header(HeaderBuilder builder) {
        return builder.put(OP, "put")
                .put(NAME, "holiday/2026/粘包.jpg")
                .put(SIZE, 1_234_567_890L)
                .put(DONE, false)
                .put(ID, 42);
    }

    private interface Work {
        void run() throws FrameException;
    }

    private static void assertNoGarbage(Work work) throws FrameException {
        for (int i = 0; i < FRAMES; i++) {
            work.run();
        }
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = allocatedBytes();
            for (int i = 0; i < FRAMES; i++) {
                work.run();
            }
            least = Math.min(least, allocatedBytes() - before);
        }
        assertThat(least).as("bytes of garbage in %d frames", FRAMES).isLessThan(FRAMES);
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @SuppressWarnings("deprecation") // threadId() is younger than 17
    private static long threadId() {
        return Thread.currentThread().getId();
    }

    /** By reflection: the module under test, of which this class is a part, does not read java.management. */
    private static long allocatedBytes() {
        try {
            Object threads = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            return (long) Class.forName("com.sun.management.ThreadMXBean")
                    .getMethod("getThreadAllocatedBytes", long.class)
                    .invoke(threads, threadId());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
