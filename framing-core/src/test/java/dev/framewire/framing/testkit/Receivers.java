package dev.framewire.framing.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameDecoder;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the real receivers and writes down what they find, in the words of the vectors; contents are checked on the way. */
final class Receivers {
    private Receivers() {}

    /** {@link #decoder(FrameFormat, byte[], int, boolean)} for native frames. */
    static List<Outcome> decoder(byte[] stream, int pieceBytes, boolean direct) {
        return decoder(FrameFormat.nativeFormat(), stream, pieceBytes, direct);
    }

    /** The event machine, fed in pieces of this size out of the middle of a larger buffer. */
    static List<Outcome> decoder(FrameFormat format, byte[] stream, int pieceBytes, boolean direct) {
        FrameDecoder decoder = new FrameDecoder(format, FrameLimits.defaults());
        List<Outcome> found = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        long previousEnd = 0;
        int bodyAt = 0;
        int headerBytes = 0;
        int at = 0;
        ByteBuffer in = ByteBuffer.allocate(0);
        while (true) {
            try {
                FrameDecoder.Event event = decoder.next(in);
                if (event == FrameDecoder.Event.HEADER) {
                    byte[] header = decoder.header().toByteArray();
                    headerBytes = header.length;
                    bodyAt = (int) decoder.streamOffset();
                    assertThat(header).isEqualTo(Arrays.copyOfRange(stream, bodyAt - headerBytes, bodyAt));
                    body.reset();
                } else if (event == FrameDecoder.Event.BODY) {
                    for (int i = 0; i < decoder.chunkLength(); i++) {
                        body.write(in.get(decoder.chunkOffset() + i));
                    }
                } else if (event == FrameDecoder.Event.END) {
                    assertThat(body.toByteArray()).isEqualTo(Arrays.copyOfRange(stream, bodyAt, bodyAt + body.size()));
                    assertThat((long) body.size()).isEqualTo(decoder.bodyLength());
                    found.add(new Outcome.Frame(
                            start(format, bodyAt - headerBytes, previousEnd), headerBytes, body.size()));
                    previousEnd = decoder.streamOffset();
                } else if (at == stream.length) {
                    decoder.endOfInput();
                    found.add(new Outcome.End(decoder.streamOffset()));
                    return found;
                } else {
                    int length = Math.min(pieceBytes, stream.length - at);
                    ByteBuffer roomy = direct ? ByteBuffer.allocateDirect(length + 7) : ByteBuffer.allocate(length + 7);
                    roomy.position(5).limit(5 + length);
                    roomy.duplicate().put(stream, at, length);
                    in = direct ? roomy.slice() : roomy.asReadOnlyBuffer();
                    at += length;
                }
            } catch (FrameException e) {
                found.add(failure(e));
                if (!e.recoverable()) {
                    return found;
                }
            }
        }
    }

    /** A native frame may follow a bad one; in the other formats a frame begins where the one before it ended. */
    static long start(FrameFormat format, long headerAt, long previousEnd) {
        return format.equals(FrameFormat.nativeFormat()) ? headerAt - 12 : previousEnd;
    }

    /** {@link #reader(FrameFormat, byte[], InputStream)} for native frames. */
    static List<Outcome> reader(byte[] stream, InputStream in) throws IOException {
        return reader(FrameFormat.nativeFormat(), stream, in);
    }

    /** The blocking reader. */
    static List<Outcome> reader(FrameFormat format, byte[] stream, InputStream in) throws IOException {
        return reader(format, stream, new FrameReader(in, format, FrameLimits.defaults()));
    }

    /** A blocking reader over anything; closed at the end. */
    static List<Outcome> reader(FrameFormat format, byte[] stream, FrameReader opened) throws IOException {
        List<Outcome> found = new ArrayList<>();
        long previousEnd = 0;
        try (FrameReader reader = opened) {
            while (true) {
                try {
                    Frame frame = reader.next();
                    if (frame == null) {
                        found.add(new Outcome.End(reader.streamOffset()));
                        return found;
                    }
                    byte[] header = frame.header().toByteArray();
                    int bodyAt = (int) reader.streamOffset();
                    byte[] body = frame.body().readAllBytes();
                    assertThat(header).isEqualTo(Arrays.copyOfRange(stream, bodyAt - header.length, bodyAt));
                    assertThat(body).isEqualTo(Arrays.copyOfRange(stream, bodyAt, bodyAt + body.length));
                    found.add(new Outcome.Frame(
                            start(format, bodyAt - header.length, previousEnd), header.length, body.length));
                    previousEnd = reader.streamOffset();
                } catch (FrameException e) {
                    found.add(failure(e));
                    if (!e.recoverable()) {
                        return found;
                    }
                }
            }
        }
    }

    static Outcome failure(FrameException e) {
        return new Outcome.Failure(e.kind().name(), e.stage().name(), e.streamOffset(), e.recoverable());
    }

    /** The same outcomes, where an error inside a header may be placed anywhere in it. */
    static void assertSame(List<Outcome> found, List<Outcome> expected) {
        assertThat(found.stream().map(Receivers::coarse).toList())
                .as("found %s", found)
                .isEqualTo(expected.stream().map(Receivers::coarse).toList());
    }

    /** The same, where two faults of one header may be found in either order: whether it is bad counts, not why. */
    static void assertAlike(List<Outcome> found, List<Outcome> expected) {
        assertThat(found.stream().map(Receivers::coarser).toList())
                .as("found %s", found)
                .isEqualTo(expected.stream().map(Receivers::coarser).toList());
    }

    private static String coarser(Outcome outcome) {
        return coarse(outcome).replaceFirst("error [A-Z_0-9]+ HEADER (true|false)", "bad header $1");
    }

    private static String coarse(Outcome outcome) {
        return outcome instanceof Outcome.Failure failure
                        && failure.stage().equals("HEADER")
                        && !failure.kind().equals("TRUNCATED")
                ? "error " + failure.kind() + " HEADER " + failure.recoverable()
                : outcome.toString();
    }
}
