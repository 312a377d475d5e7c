package dev.framewire.benchmarks.framing;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A sparse file of 1 GiB as one body through a loopback socket, read and thrown away; beside a bare {@code transferTo} read in the same way. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 7)
public class LargeBodyBenchmark {
    private static final long BYTES = 1L << 30;

    private Path path = Path.of("");
    private FileChannel file;
    private SocketChannel sending;
    private SocketChannel receiving;
    private final Discard discard = new Discard();
    /** As much at a time as a frame's {@code transferTo} reads. */
    private final ByteBuffer piece = ByteBuffer.allocateDirect(512 << 10);

    @Setup
    public void setup() throws IOException {
        path = Files.createTempFile("framewire", ".body");
        file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(1), BYTES - 1);
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            sending = SocketChannel.open(server.getLocalAddress());
            receiving = server.accept();
        }
    }

    @TearDown
    public void tearDown() throws IOException {
        sending.close();
        receiving.close();
        file.close();
        Files.delete(path);
    }

    @Benchmark
    public long framewire() {
        CompletableFuture<Long> read = CompletableFuture.supplyAsync(() -> {
            try {
                FrameReader reader = new FrameReader(receiving, FrameFormat.nativeFormat(), FrameLimits.defaults());
                Frame frame = reader.next();
                return frame.transferTo(discard);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            new FrameWriter(sending, FrameFormat.nativeFormat(), FrameLimits.defaults())
                    .write(Header.builder(), file, 0, BYTES);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return read.join();
    }

    @Benchmark
    public long bareTransferTo() throws IOException {
        CompletableFuture<Long> read = CompletableFuture.supplyAsync(() -> {
            long sum = 0;
            try {
                while (sum < BYTES) {
                    sum += receiving.read(piece.clear());
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return sum;
        });
        for (long at = 0; at < BYTES; ) {
            at += file.transferTo(at, BYTES - at, sending);
        }
        return read.join();
    }

    private static final class Discard implements WritableByteChannel {
        @Override
        public int write(ByteBuffer from) {
            int count = from.remaining();
            from.position(from.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
