package dev.framewire.benchmarks.framing;

import dev.framewire.framing.FrameDecoder;
import dev.framewire.framing.FrameDecoder.Event;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameHandler;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FramePump;
import dev.framewire.framing.HeaderView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A buffer of {@value #FRAMES} merged messages, each behind a 4-byte length, is split. The time is that of one message. With {@code pieceBytes}
 * the buffer comes in pieces of that size, so that nearly every message is split as well as merged.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@OperationsPerInvocation(SplitBenchmark.FRAMES)
public class SplitBenchmark {
    static final int FRAMES = 256;

    @Param({"64", "1024", "16384"})
    int bodyBytes;

    @Param({"0", "1400"})
    int pieceBytes;

    private final FrameDecoder decoder =
            new FrameDecoder(FrameFormat.plain(4, ByteOrder.BIG_ENDIAN), FrameLimits.defaults());
    private final Summing handler = new Summing();
    private final FramePump pump = new FramePump(
            new FrameDecoder(FrameFormat.plain(4, ByteOrder.BIG_ENDIAN), FrameLimits.defaults()), handler);
    private final Opened netty = new Opened();
    private final EmbeddedChannel channel = new EmbeddedChannel(new LengthFieldBasedFrameDecoder(1 << 30, 0, 4, 0, 4));
    private byte[] stream = {};
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private ByteBuf nettyBytes = Unpooled.EMPTY_BUFFER;

    @Setup
    public void setup() {
        ByteBuffer all = ByteBuffer.allocate(FRAMES * (4 + bodyBytes));
        for (int i = 0; i < FRAMES; i++) {
            all.putInt(bodyBytes).put(new byte[bodyBytes]);
        }
        stream = all.array();
        bytes = ByteBuffer.wrap(stream);
        nettyBytes = Unpooled.wrappedBuffer(stream);
    }

    private int step() {
        return pieceBytes == 0 ? stream.length : pieceBytes;
    }

    @Benchmark
    public long framewire() throws FrameException {
        long sum = 0;
        for (int at = 0; at < stream.length; at += step()) {
            bytes.limit(Math.min(stream.length, at + step())).position(at);
            for (Event event = decoder.next(bytes); event != Event.NEED_INPUT; event = decoder.next(bytes)) {
                if (event == Event.BODY) {
                    sum += decoder.chunkLength();
                }
            }
        }
        return sum;
    }

    @Benchmark
    public long framewirePush() throws IOException {
        handler.sum = 0;
        for (int at = 0; at < stream.length; at += step()) {
            pump.push(bytes.limit(Math.min(stream.length, at + step())).position(at));
        }
        return handler.sum;
    }

    /** Its decode method alone, for whole messages; a pipeline would collect the pieces first. */
    @Benchmark
    public long nettyDecode() throws Exception {
        long sum = 0;
        nettyBytes.setIndex(0, stream.length);
        for (ByteBuf frame = netty.frame(nettyBytes); frame != null; frame = netty.frame(nettyBytes)) {
            sum += frame.readableBytes();
            frame.release();
        }
        return sum;
    }

    @Benchmark
    public long nettyPipeline() {
        long sum = 0;
        for (int at = 0; at < stream.length; at += step()) {
            channel.writeInbound(nettyBytes.retainedSlice(at, Math.min(step(), stream.length - at)));
            for (ByteBuf frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
                sum += frame.readableBytes();
                frame.release();
            }
        }
        return sum;
    }

    /** What a Kafka-style receive does: a buffer for the length, and then one of that length for each message. */
    @Benchmark
    public long bufferPerMessage() {
        long sum = 0;
        ByteBuffer length = ByteBuffer.allocate(4);
        ByteBuffer message = null;
        for (int at = 0; at < stream.length; at += step()) {
            bytes.limit(Math.min(stream.length, at + step())).position(at);
            while (bytes.hasRemaining()) {
                if (message == null) {
                    move(length);
                    if (length.hasRemaining()) {
                        continue;
                    }
                    message = ByteBuffer.allocate(length.getInt(0));
                }
                move(message);
                if (!message.hasRemaining()) {
                    sum += message.position();
                    message = null;
                    length.clear();
                }
            }
        }
        return sum;
    }

    private void move(ByteBuffer target) {
        int count = Math.min(target.remaining(), bytes.remaining());
        target.put(target.position(), bytes, bytes.position(), count).position(target.position() + count);
        bytes.position(bytes.position() + count);
    }

    /** Opens a protected method. */
    private static final class Opened extends LengthFieldBasedFrameDecoder {
        Opened() {
            super(1 << 30, 0, 4, 0, 4);
        }

        ByteBuf frame(ByteBuf in) throws Exception {
            return (ByteBuf) decode(null, in);
        }
    }

    private static final class Summing implements FrameHandler {
        private long sum;

        @Override
        public Flow onHeader(HeaderView header, long bodyLength) {
            return Flow.CONTINUE;
        }

        @Override
        public Flow onBody(ByteBuffer piece) {
            sum += piece.remaining();
            return Flow.CONTINUE;
        }

        @Override
        public Flow onEnd() {
            return Flow.CONTINUE;
        }
    }
}
