package dev.framewire.framing.fuzz;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameDecoder;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.testkit.Delivery;
import dev.framewire.framing.testkit.NaiveDecoder;
import dev.framewire.framing.testkit.Outcome;
import dev.framewire.framing.testkit.RawFrame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * What a fuzzer drives. The first byte of an input chooses the target and how the rest arrives:
 *
 * <pre>
 *     bit 7   1 = the rest is one header, 0 = the rest is a stream
 *     bit 6   1 = the stream is of another format, 0 = native
 *     bits 0-5  size of a piece, less one
 * </pre>
 *
 * <p>Nothing but {@code FrameException} may be thrown by the code under test, and all its ways of reading must agree with
 * each other, with the oracle decoder and, on headers, with Jackson.
 */
public final class FramingFuzz {
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final FrameFormat[] OTHERS = {
        FrameFormat.plain(1, ByteOrder.BIG_ENDIAN),
        FrameFormat.plain(8, ByteOrder.LITTLE_ENDIAN).withSignedLength(),
        FrameFormat.plain(2, ByteOrder.LITTLE_ENDIAN).withInclusiveLength(),
        FrameFormat.pythonMultiprocessing(),
        FrameFormat.headerCarried(ByteOrder.LITTLE_ENDIAN, "size").withSignedLength(),
        FrameFormat.headerCarried(ByteOrder.BIG_ENDIAN, "size", "length").withOptionalBody(),
    };

    private FramingFuzz() {}

    /** The entry that Jazzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        int pieceBytes = 1 + (input[0] & 0x3f);
        try {
            if ((input[0] & 0x80) != 0) {
                header(rest);
            } else if ((input[0] & 0x40) != 0) {
                for (FrameFormat format : OTHERS) {
                    List<String> whole = decoder(rest, format, Integer.MAX_VALUE);
                    same(decoder(rest, format, pieceBytes), whole);
                    same(reader(rest, format, pieceBytes), whole);
                }
            } else {
                List<String> whole = decoder(rest, FrameFormat.nativeFormat(), Integer.MAX_VALUE);
                same(decoder(rest, FrameFormat.nativeFormat(), pieceBytes), whole);
                same(reader(rest, FrameFormat.nativeFormat(), pieceBytes), whole);
                List<String> oracle = NaiveDecoder.decode(rest).stream()
                        .map(FramingFuzz::coarse)
                        .toList();
                same(whole.stream().filter(line -> !line.startsWith("content")).toList(), oracle);
            }
        } catch (IOException e) {
            throw new AssertionError("an I/O error without I/O", e);
        }
    }

    private static void header(byte[] raw) throws IOException {
        boolean valid =
                NaiveDecoder.decode(RawFrame.of(raw).bytes()).stream().noneMatch(Outcome.Failure.class::isInstance);
        Header header;
        try {
            header = Header.parse(raw);
        } catch (FrameException e) {
            // RawFrame cannot claim more than the format allows, so too long a header is refused by both, elsewhere
            if (valid && raw.length >= 2) {
                throw new AssertionError("the oracle takes what the scanner refuses", e);
            }
            return;
        }
        if (!valid && raw.length <= FrameFormat.MAX_HEADER_BYTES) {
            throw new AssertionError("the scanner takes what the oracle refuses");
        }
        header.view().toJson();
        try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), raw)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                HeaderKey key = HeaderKey.of(parser.currentName());
                JsonToken token = parser.nextToken();
                switch (token) {
                    case VALUE_STRING -> agree(header.view().getString(key).equals(parser.getString()), key);
                    case VALUE_NUMBER_INT -> agree(header.view().getLong(key) == parser.getLongValue(), key);
                    case VALUE_TRUE, VALUE_FALSE ->
                        agree(header.view().getBoolean(key) == parser.getBooleanValue(), key);
                    case VALUE_NULL -> agree(!header.view().has(key), key);
                    default -> {
                        agree(header.view().has(key), key);
                        parser.skipChildren();
                    }
                }
            }
            if (parser.nextToken() != null) {
                throw new AssertionError("Jackson finds more than one value");
            }
        } catch (JacksonException e) {
            throw new AssertionError("Jackson refuses what the scanner takes", e);
        }
    }

    private static void agree(boolean same, HeaderKey key) {
        if (!same) {
            throw new AssertionError("Jackson reads another value of " + key.name());
        }
    }

    private static List<String> decoder(byte[] stream, FrameFormat format, int pieceBytes) {
        FrameDecoder decoder = new FrameDecoder(format, FrameLimits.defaults());
        List<String> found = new ArrayList<>();
        ByteBuffer in = ByteBuffer.allocate(0);
        int at = 0;
        int bodyHash = 0;
        long start = 0;
        byte[] header = {};
        while (true) {
            try {
                switch (decoder.next(in)) {
                    case HEADER -> {
                        header = decoder.header().toByteArray();
                        start = decoder.streamOffset() - header.length;
                        bodyHash = 0;
                    }
                    case BODY -> {
                        for (int i = 0; i < decoder.chunkLength(); i++) {
                            bodyHash = 31 * bodyHash + in.get(decoder.chunkOffset() + i);
                        }
                    }
                    case END -> {
                        found.add("frame " + start + " " + header.length + " " + decoder.bodyLength());
                        found.add("content " + Arrays.hashCode(header) + " " + bodyHash);
                    }
                    case NEED_INPUT -> {
                        if (at == stream.length) {
                            decoder.endOfInput();
                            found.add("end " + at);
                            return found;
                        }
                        int count = Math.min(pieceBytes, stream.length - at);
                        in = ByteBuffer.wrap(stream, at, count);
                        at += count;
                    }
                }
            } catch (FrameException e) {
                found.add(coarse(e));
                if (!e.recoverable()) {
                    return found;
                }
            }
        }
    }

    private static List<String> reader(byte[] stream, FrameFormat format, int pieceBytes) throws IOException {
        List<String> found = new ArrayList<>();
        InputStream in = Delivery.pieces(pieceBytes).over(stream);
        try (FrameReader reader = new FrameReader(in, format, FrameLimits.defaults())) {
            while (true) {
                try {
                    Frame frame = reader.next();
                    if (frame == null) {
                        found.add("end " + reader.streamOffset());
                        return found;
                    }
                    byte[] header = frame.header().toByteArray();
                    long start = reader.streamOffset() - header.length;
                    int bodyHash = 0;
                    InputStream body = frame.body();
                    byte[] part = new byte[pieceBytes];
                    for (int count = body.read(part); count >= 0; count = body.read(part)) {
                        for (int i = 0; i < count; i++) {
                            bodyHash = 31 * bodyHash + part[i];
                        }
                    }
                    found.add("frame " + start + " " + header.length + " " + frame.bodyLength());
                    found.add("content " + Arrays.hashCode(header) + " " + bodyHash);
                } catch (FrameException e) {
                    found.add(coarse(e));
                    if (!e.recoverable()) {
                        return found;
                    }
                }
            }
        }
    }

    private static String coarse(FrameException e) {
        return coarse(new Outcome.Failure(e.kind().name(), e.stage().name(), e.streamOffset(), e.recoverable()));
    }

    /** Without what the oracle may see in another order: which fault of a header came first, and where. */
    private static String coarse(Outcome outcome) {
        if (outcome instanceof Outcome.Frame frame) {
            return "frame " + (frame.offset() + 12) + " " + frame.headerBytes() + " " + frame.bodyBytes();
        }
        return outcome instanceof Outcome.Failure failure
                        && failure.stage().equals("HEADER")
                        && !failure.kind().equals("TRUNCATED")
                ? "bad header " + failure.recoverable()
                : outcome.toString();
    }

    private static void same(List<String> found, List<String> expected) {
        if (!found.equals(expected)) {
            throw new AssertionError("found " + found + ", expected " + expected);
        }
    }

    /** A first byte that makes an input out of a text. */
    static byte[] input(int first, String text) {
        return RawFrame.join(new byte[] {(byte) first}, text.getBytes(StandardCharsets.UTF_8));
    }
}
