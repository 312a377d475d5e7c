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

    private final FrameDecoder decoder =
            new FrameDecoder(FrameFormat.plain(4, ByteOrder.BIG_ENDIAN), FrameLimits.defaults());
    private final Summing handler = new Summing();
    private final FramePump pump = new FramePump(
            new FrameDecoder(FrameFormat.plain(4, ByteOrder.BIG_ENDIAN), FrameLimits.defaults()), handler);
    private final Opened netty = new Opened();
    private final EmbeddedChannel channel = new EmbeddedChannel(new LengthFieldBasedFrameDecoder(1 << 30, 0, 4, 0, 4));

    /** The messages. */
    @State(Scope.Thread)
    public static class Messages {
        @Param({"64", "1024", "16384"})
        int bodyBytes;

        private byte[] stream = {};
        private ByteBuffer bytes = ByteBuffer.allocate(0);
        private ByteBuf nettyBytes = Unpooled.EMPTY_BUFFER;

        /** Writes them. */
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

        ByteBuffer piece(int at, int length) {
            return bytes.limit(at + length).position(at);
        }
    }

    /** How they are delivered. */
    @State(Scope.Thread)
    public static class Pieces {
        @Param({"0", "1400"})
        int pieceBytes;

        int length(Messages messages, int at) {
            int rest = messages.stream.length - at;
            return pieceBytes == 0 ? rest : Math.min(pieceBytes, rest);
        }
    }

    @Benchmark
    public long framewire(Messages messages, Pieces pieces) throws FrameException {
        long sum = 0;
        for (int at = 0, length; at < messages.stream.length; at += length) {
            length = pieces.length(messages, at);
            ByteBuffer bytes = messages.piece(at, length);
            for (Event event = decoder.next(bytes); event != Event.NEED_INPUT; event = decoder.next(bytes)) {
                if (event == Event.BODY) {
                    sum += decoder.chunkLength();
                }
            }
        }
        return sum;
    }

    @Benchmark
    public long framewirePush(Messages messages, Pieces pieces) throws IOException {
        handler.sum = 0;
        for (int at = 0, length; at < messages.stream.length; at += length) {
            length = pieces.length(messages, at);
            pump.push(messages.piece(at, length));
        }
        return handler.sum;
    }

    /** Its decode method alone. It is for whole deliveries: a pipeline collects pieces before it calls this. */
    @Benchmark
    public long nettyDecode(Messages messages) throws Exception {
        long sum = 0;
        ByteBuf bytes = messages.nettyBytes.setIndex(0, messages.stream.length);
        for (ByteBuf frame = netty.frame(bytes); frame != null; frame = netty.frame(bytes)) {
            sum += frame.readableBytes();
            frame.release();
        }
        return sum;
    }

    @Benchmark
    public long nettyPipeline(Messages messages, Pieces pieces) {
        long sum = 0;
        for (int at = 0, length; at < messages.stream.length; at += length) {
            length = pieces.length(messages, at);
            channel.writeInbound(messages.nettyBytes.retainedSlice(at, length));
            for (ByteBuf frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
                sum += frame.readableBytes();
                frame.release();
            }
        }
        return sum;
    }

    /** What a Kafka-style receive does: a buffer for the length, and then one of that length for each message. */
    @Benchmark
    public long bufferPerMessage(Messages messages, Pieces pieces) {
        long sum = 0;
        ByteBuffer prefix = ByteBuffer.allocate(4);
        ByteBuffer message = null;
        for (int at = 0, length; at < messages.stream.length; at += length) {
            length = pieces.length(messages, at);
            ByteBuffer bytes = messages.piece(at, length);
            while (bytes.hasRemaining()) {
                if (message == null) {
                    move(bytes, prefix);
                    if (prefix.hasRemaining()) {
                        continue;
                    }
                    message = ByteBuffer.allocate(prefix.getInt(0));
                }
                move(bytes, message);
                if (!message.hasRemaining()) {
                    sum += message.position();
                    message = null;
                    prefix.clear();
                }
            }
        }
        return sum;
    }

    private static void move(ByteBuffer bytes, ByteBuffer target) {
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
