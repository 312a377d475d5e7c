package dev.framewire.benchmarks.framing;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.framewire.framing.FrameDecoder;
import dev.framewire.framing.FrameDecoder.Event;
import dev.framewire.framing.FrameEncoder;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
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
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A native frame with a header of five fields and a body of 64 bytes: the whole frame is decoded, its header checked to
 * the last byte and three of its fields read; or the whole frame is encoded. jackson-core does the header alone, with its
 * default factory, whose buffers are pooled. protobuf has the same fields in a {@code Struct}, delimited.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class HeaderBenchmark {
    private static final HeaderKey TYPE = HeaderKey.of("type");
    private static final HeaderKey NAME = HeaderKey.of("name");
    private static final HeaderKey SIZE = HeaderKey.of("size");
    private static final HeaderKey LAST = HeaderKey.of("last");
    private static final HeaderKey ID = HeaderKey.of("id");
    private static final HeaderKey PUT = HeaderKey.of("put");

    private final FrameDecoder decoder = new FrameDecoder();
    private final HeaderBuilder builder = new HeaderBuilder();
    private final ByteBuffer body = ByteBuffer.allocate(64);
    private final ByteBuffer out = ByteBuffer.allocate(1024);
    private final JsonFactory jackson = new JsonFactory();
    private final Reused written = new Reused();
    private ByteBuffer frame = ByteBuffer.allocate(0);
    private byte[] header = {};
    private byte[] delimited = {};
    private Struct struct = Struct.getDefaultInstance();

    @Setup
    public void setup() throws IOException {
        frame = ByteBuffer.wrap(FrameEncoder.encode(fill(Header.builder()), new byte[64]));
        header = fill(Header.builder()).toByteArray();
        struct = Struct.newBuilder()
                .putFields("type", Value.newBuilder().setStringValue("put").build())
                .putFields(
                        "name",
                        Value.newBuilder()
                                .setStringValue("holiday/2026/beach.jpg")
                                .build())
                .putFields(
                        "size",
                        Value.newBuilder().setNumberValue(1_234_567_890L).build())
                .putFields("last", Value.newBuilder().setBoolValue(false).build())
                .putFields("id", Value.newBuilder().setNumberValue(42).build())
                .build();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        struct.writeDelimitedTo(stream);
        delimited = stream.toByteArray();
    }

    private static HeaderBuilder fill(HeaderBuilder builder) {
        return builder.put(TYPE, "put")
                .put(NAME, "holiday/2026/beach.jpg")
                .put(SIZE, 1_234_567_890L)
                .put(LAST, false)
                .put(ID, 42);
    }

    @Benchmark
    public long framewireDecode() throws FrameException {
        frame.clear();
        long sum = 0;
        for (Event event = decoder.next(frame); event != Event.END; event = decoder.next(frame)) {
            if (event == Event.HEADER) {
                sum += decoder.header().stringEquals(TYPE, PUT) ? 1 : 0;
                sum += decoder.header().getLong(SIZE);
                sum += decoder.header().getBoolean(LAST) ? 1 : 0;
            }
        }
        return sum;
    }

    @Benchmark
    public long jacksonParse() {
        long sum = 0;
        try (JsonParser parser = jackson.createParser(ObjectReadContext.empty(), header, 0, header.length)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "type" -> sum += parser.getString().equals("put") ? 1 : 0;
                    case "size" -> sum += parser.getLongValue();
                    case "last" -> sum += value == JsonToken.VALUE_TRUE ? 1 : 0;
                    default -> {}
                }
            }
        }
        return sum;
    }

    @Benchmark
    public Struct protobufParse() throws IOException {
        return Struct.parseDelimitedFrom(new ByteArrayInputStream(delimited));
    }

    @Benchmark
    public int framewireEncode() {
        FrameEncoder.encode(FrameFormat.nativeFormat(), fill(builder.clear()), body.clear(), out.clear());
        return out.position();
    }

    @Benchmark
    public int jacksonWrite() {
        written.count = 0;
        try (JsonGenerator generator = jackson.createGenerator(ObjectWriteContext.empty(), written)) {
            generator
                    .writeStartObject()
                    .writeStringProperty("type", "put")
                    .writeStringProperty("name", "holiday/2026/beach.jpg")
                    .writeNumberProperty("size", 1_234_567_890L)
                    .writeBooleanProperty("last", false)
                    .writeNumberProperty("id", 42)
                    .writeEndObject();
        }
        return written.count;
    }

    @Benchmark
    public int protobufWrite() throws IOException {
        written.count = 0;
        struct.writeDelimitedTo(written);
        return written.count;
    }

    /** Copies into the same array again and again. */
    private static final class Reused extends OutputStream {
        private final byte[] bytes = new byte[1024];
        private int count;

        @Override
        public void write(int b) {
            bytes[count++] = (byte) b;
        }

        @Override
        public void write(byte[] b, int off, int len) {
            System.arraycopy(b, off, bytes, count, len);
            count += len;
        }
    }
}
