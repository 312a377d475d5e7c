package dev.framewire.benchmarks.framing;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import okio.BufferedSource;
import okio.Okio;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A stream that never ends is read message by message into one array, each behind a 4-byte length. The time is that of one message. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ReadBenchmark {
    @Param({"64", "1024", "65536"})
    int bodyBytes;

    private byte[] body = {};
    private InputStream in = InputStream.nullInputStream();
    private FrameReader reader = new FrameReader(in);
    private DataInputStream data = new DataInputStream(in);
    private BufferedSource okio = Okio.buffer(Okio.source(in));

    @Setup
    public void setup() {
        int count = Math.max(4, (1 << 18) / bodyBytes);
        ByteBuffer all = ByteBuffer.allocate(count * (4 + bodyBytes));
        for (int i = 0; i < count; i++) {
            all.putInt(bodyBytes).put(new byte[bodyBytes]);
        }
        body = new byte[bodyBytes];
        in = new Endless(all.array());
        reader = new FrameReader(
                new Endless(all.array()), FrameFormat.plain(4, ByteOrder.BIG_ENDIAN), FrameLimits.defaults());
        data = new DataInputStream(in);
        okio = Okio.buffer(Okio.source(new Endless(all.array())));
    }

    @Benchmark
    public int framewire() throws IOException {
        Frame frame = reader.next();
        int length = (int) frame.bodyLength();
        frame.readFully(body, 0, length);
        return length;
    }

    @Benchmark
    public int dataInputStream() throws IOException {
        int length = data.readInt();
        data.readFully(body, 0, length);
        return length;
    }

    @Benchmark
    public int okio() throws IOException {
        int length = okio.readInt();
        okio.readFully(body);
        return length;
    }

    /** The same bytes again and again, as a {@link ByteArrayInputStream} gives them. */
    private static final class Endless extends InputStream {
        private final ByteArrayInputStream bytes;

        Endless(byte[] stream) {
            bytes = new ByteArrayInputStream(stream);
        }

        @Override
        public int read() {
            if (bytes.available() == 0) {
                bytes.reset();
            }
            return bytes.read();
        }

        @Override
        public int read(byte[] b, int off, int len) {
            if (bytes.available() == 0) {
                bytes.reset();
            }
            return bytes.read(b, off, len);
        }
    }
}
