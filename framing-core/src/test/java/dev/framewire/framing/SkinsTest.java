package dev.framewire.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.framing.FrameDecoder.Event;
import dev.framewire.framing.FrameHandler.Flow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same frames through files, pipes, sockets, streams and the pump. */
class SkinsTest {
    /** Deadlines that do not pass, however slow the machine is. */
    private static final FrameLimits AMPLE = FrameLimits.builder()
            .frameDeadline(Duration.ofMinutes(10))
            .idleTimeout(Duration.ofMinutes(10))
            .minBytesPerSecond(1)
            .build();

    private static final HeaderKey N = HeaderKey.of("n");
    private static final int[] SIZES = {0, 1, 16_383, 16_384, 100_000, 3_000_000};

    @Test
    void throughAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("frames");
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            write(new FrameWriter(out, FrameFormat.nativeFormat(), FrameLimits.defaults()));
        }
        try (FileChannel in = FileChannel.open(file)) {
            check(new FrameReader(in, FrameFormat.nativeFormat(), FrameLimits.defaults()));
        }
        check(new FrameReader(Files.newInputStream(file)));
    }

    @Test
    void throughAPipe() throws Exception {
        Pipe pipe = Pipe.open();
        CompletableFuture<Void> writing = async(() -> {
            try (Pipe.SinkChannel sink = pipe.sink()) {
                write(new FrameWriter(sink, FrameFormat.nativeFormat(), FrameLimits.defaults()));
            }
        });
        check(new FrameReader(pipe.source(), FrameFormat.nativeFormat(), FrameLimits.defaults()));
        writing.get(180, TimeUnit.SECONDS);
    }

    @Test
    void throughSocketsInBothDirectionsAtOnce() throws Exception {
        try (Watchdog watchdog = Watchdog.create();
                ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            Transport one = Transport.of(client);
            Transport two = Transport.of(accepted.socket());
            CompletableFuture<Void> first = async(() -> write(writer(one, watchdog)));
            CompletableFuture<Void> second = async(() -> write(writer(two, watchdog)));
            CompletableFuture<Void> third = async(() -> checkFrames(reader(one, watchdog)));
            checkFrames(reader(two, watchdog));
            CompletableFuture.allOf(first, second, third).get(180, TimeUnit.SECONDS);
        }
    }

    @Test
    void aFileIsSentAsABodyAndTheOneThatEndsEarlyBreaksTheWriter(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("body");
        byte[] body = body(3_000_000);
        Files.write(file, body);
        Pipe pipe = Pipe.open();
        CompletableFuture<Void> writing = async(() -> {
            try (Pipe.SinkChannel sink = pipe.sink();
                    FileChannel source = FileChannel.open(file)) {
                FrameWriter writer = new FrameWriter(sink, FrameFormat.nativeFormat(), FrameLimits.defaults());
                writer.write(Header.builder(), source, 10, 2_999_990);
                assertThatThrownBy(() -> writer.write(Header.builder(), source, 0, 3_000_001))
                        .isInstanceOfSatisfying(
                                BrokenWriterException.class,
                                e -> assertThat(e.kind()).isEqualTo(FrameException.Kind.BODY_MISMATCH));
            }
        });
        FrameReader reader = new FrameReader(pipe.source(), FrameFormat.nativeFormat(), FrameLimits.defaults());
        assertThat(reader.next().readBody(3_000_000)).isEqualTo(Arrays.copyOfRange(body, 10, 3_000_000));
        assertThatThrownBy(() -> reader.next().readBody(3_000_001)).isInstanceOf(TruncatedFrameException.class);
        writing.get(180, TimeUnit.SECONDS);
    }

    @Test
    void aPausedPumpPushesNothingAndLosesNothing() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(new FrameWriter(bytes));
        ByteBuffer in = ByteBuffer.wrap(bytes.toByteArray());
        List<Integer> sizes = new ArrayList<>();
        FramePump[] self = new FramePump[1];
        FrameHandler handler = new FrameHandler() {
            private int size;

            @Override
            public Flow onHeader(HeaderView header, long bodyLength) {
                size = 0;
                assertThatThrownBy(() -> self[0].push(in)).isInstanceOf(IllegalStateException.class);
                return Flow.PAUSE;
            }

            @Override
            public Flow onBody(ByteBuffer piece) {
                size += piece.remaining();
                return Flow.CONTINUE;
            }

            @Override
            public Flow onEnd() {
                sizes.add(size);
                return Flow.CONTINUE;
            }
        };
        FramePump pump = new FramePump(new FrameDecoder(), handler);
        self[0] = pump;
        int pauses = 0;
        while (pump.push(in) == Event.HEADER) {
            pauses++;
        }
        assertThat(pauses).isEqualTo(SIZES.length);
        assertThat(sizes).containsExactly(Arrays.stream(SIZES).boxed().toArray(Integer[]::new));
    }

    @Test
    void aSmallFrameLeavesInOneWrite() throws IOException {
        List<Integer> writes = new ArrayList<>();
        FrameWriter writer = new FrameWriter(new OutputStream() {
            @Override
            public void write(int b) {
                writes.add(1);
            }

            @Override
            public void write(byte[] b, int off, int len) {
                writes.add(len);
            }
        });
        writer.write(Header.builder().put(N, 1), new byte[100]);
        writer.write(Header.builder().put(N, 2), new ByteArrayInputStream(new byte[16_000]), 16_000);
        try (OutputStream body = writer.begin(Header.builder(), 3)) {
            body.write(1);
            body.write(new byte[2]);
        }
        assertThat(writes).containsExactly(12 + 7 + 100, 12 + 7 + 16_000, 12 + 2 + 3);
    }

    @Test
    void concurrentWritersDoNotMixTheirFrames() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(new OutputStream() {
            @Override
            public void write(int b) {
                bytes.write(b);
            }

            @Override
            public void write(byte[] b, int off, int len) {
                for (int i = 0; i < len; i += 1_000) { // time for others to come between, if they could
                    bytes.write(b, off + i, Math.min(1_000, len - i));
                    Thread.yield();
                }
            }
        });
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int n = t;
            threads.add(async(() -> {
                for (int i = 0; i < 50; i++) {
                    byte[] body = new byte[20_000 + i];
                    Arrays.fill(body, (byte) n);
                    if (i % 2 == 0) {
                        writer.write(Header.builder().put(N, n), body);
                    } else {
                        try (OutputStream stream = writer.begin(Header.builder().put(N, n), body.length)) {
                            stream.write(body, 0, 10_000);
                            stream.write(body, 10_000, body.length - 10_000);
                        }
                    }
                }
            }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(180, TimeUnit.SECONDS);
        FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes.toByteArray()));
        int count = 0;
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            byte expected = (byte) frame.header().getInt(N);
            for (byte b : frame.readBody(30_000)) {
                assertThat(b).isEqualTo(expected);
            }
            count++;
        }
        assertThat(count).isEqualTo(200);
    }

    @Test
    void aSecondFrameInsideAnOpenBodyIsRefusedLoudly() throws IOException {
        FrameWriter writer = new FrameWriter(new ByteArrayOutputStream());
        OutputStream body = writer.begin(Header.builder(), 1);
        assertThatThrownBy(() -> writer.write(Header.builder())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> body.write(new byte[2])).isInstanceOf(IllegalArgumentException.class);
        body.write(7);
        body.close();
        writer.write(Header.builder());
    }

    @Test
    void aRangeOutsideTheArrayIsRefusedAndNothingIsRead() throws IOException {
        byte[] stream = FrameEncoder.encode(Header.builder(), new byte[] {7, 8, 9});
        FrameReader reader = new FrameReader(new ByteArrayInputStream(stream));
        Frame frame = reader.next();
        byte[] target = new byte[2];
        for (int[] range : new int[][] {{0, 3}, {1, 2}, {-1, 1}, {0, -1}, {3, 0}}) {
            assertThatThrownBy(() -> frame.readFully(target, range[0], range[1]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> frame.read(target, range[0], range[1]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThat(frame.readBody(3)).containsExactly(7, 8, 9);
    }

    @Test
    void aBodyStreamNeverReadsTheNextFrame() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(bytes);
        writer.write(Header.builder(), new byte[] {1, 2});
        writer.write(Header.builder(), new byte[] {3});
        FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes.toByteArray()));
        InputStream first = reader.next().body();
        assertThat(first.readAllBytes()).containsExactly(1, 2);
        assertThat(first.read()).isEqualTo(-1);
        InputStream second = reader.next().body();
        assertThatThrownBy(first::read).isInstanceOf(IllegalStateException.class);
        assertThat(second.readAllBytes()).containsExactly(3);
    }

    private static FrameWriter writer(Transport transport, Watchdog watchdog) {
        return new FrameWriter(transport, FrameFormat.nativeFormat(), AMPLE, watchdog);
    }

    private static FrameReader reader(Transport transport, Watchdog watchdog) {
        return new FrameReader(transport, FrameFormat.nativeFormat(), AMPLE, watchdog);
    }

    private static void write(FrameWriter writer) throws IOException {
        for (int size : SIZES) {
            writer.write(Header.builder().put(N, size), body(size));
        }
    }

    private static void check(FrameReader reader) throws IOException {
        checkFrames(reader);
        assertThat(reader.next()).isNull();
        reader.close();
    }

    private static void checkFrames(FrameReader reader) throws IOException {
        for (int size : SIZES) {
            Frame frame = reader.next();
            assertThat(frame.header().getInt(N)).isEqualTo(size);
            assertThat(frame.readBody(4_000_000)).isEqualTo(body(size));
        }
    }

    private static byte[] body(int size) {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        return body;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> async(Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
