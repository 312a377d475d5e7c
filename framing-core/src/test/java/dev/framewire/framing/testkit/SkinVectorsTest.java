package dev.framewire.framing.testkit;

import dev.framewire.framing.FrameDecoder;
import dev.framewire.framing.FrameDecoder.Event;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameHandler;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FramePump;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.HeaderView;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every vector through every skin over real files, pipes and sockets: the same frames, the same errors, the same offsets. */
class SkinVectorsTest {
    /** Pieces of 1, 2, 4 … bytes, so that short frames are split everywhere and long ones do not take for ever. */
    private static final int LARGEST_PIECE = 4096;

    @TempDir
    private Path folder;

    static List<VectorFile> vectors() {
        return VectorFile.bundled();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void file(VectorFile vector) throws Exception {
        Path file = Files.write(folder.resolve("stream"), vector.bytes());
        assertFound(vector, new FrameReader(Files.newInputStream(file), vector.format(), FrameLimits.defaults()));
        assertFound(vector, new FrameReader(FileChannel.open(file), vector.format(), FrameLimits.defaults()));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void pipe(VectorFile vector) throws Exception {
        Pipe pipe = Pipe.open();
        CompletableFuture<Void> writing = write(vector, pipe.sink());
        assertFound(vector, new FrameReader(pipe.source(), vector.format(), FrameLimits.defaults()));
        writing.get(180, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void socketChannelAndSocketStream(VectorFile vector) throws Exception {
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            for (boolean channel : new boolean[] {true, false}) {
                try (SocketChannel in = SocketChannel.open(server.getLocalAddress())) {
                    CompletableFuture<Void> writing = write(vector, server.accept());
                    assertFound(
                            vector,
                            channel
                                    ? new FrameReader(in, vector.format(), FrameLimits.defaults())
                                    : new FrameReader(
                                            in.socket().getInputStream(), vector.format(), FrameLimits.defaults()));
                    writing.get(180, TimeUnit.SECONDS);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void push(VectorFile vector) throws IOException {
        byte[] stream = vector.bytes();
        for (int piece : new int[] {1, 3, 64, LARGEST_PIECE}) {
            for (boolean direct : new boolean[] {false, true}) {
                Receivers.assertSame(push(vector, stream, piece, direct), vector.outcomes());
            }
        }
    }

    private static List<Outcome> push(VectorFile vector, byte[] stream, int piece, boolean direct) throws IOException {
        FrameDecoder decoder = new FrameDecoder(vector.format(), FrameLimits.defaults());
        Recorder recorder = new Recorder(decoder, vector);
        FramePump pump = new FramePump(decoder, recorder);
        for (int at = 0; at < stream.length; at += piece) {
            int length = Math.min(piece, stream.length - at);
            ByteBuffer in = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
            in.put(stream, at, length).flip();
            while (true) {
                try {
                    if (pump.push(in) == Event.NEED_INPUT) {
                        break;
                    }
                } catch (FrameException e) {
                    recorder.found.add(Receivers.failure(e));
                    if (!e.recoverable()) {
                        return recorder.found;
                    }
                }
            }
        }
        try {
            decoder.endOfInput();
            recorder.found.add(new Outcome.End(decoder.streamOffset()));
        } catch (FrameException e) {
            recorder.found.add(Receivers.failure(e));
        }
        return recorder.found;
    }

    private static void assertFound(VectorFile vector, FrameReader reader) throws IOException {
        Receivers.assertSame(Receivers.reader(vector.format(), vector.bytes(), reader), vector.outcomes());
    }

    /** Writes the stream in pieces that grow, from another thread. A reader that has seen enough closes: that is no failure. */
    private static CompletableFuture<Void> write(VectorFile vector, WritableByteChannel channel) {
        return CompletableFuture.runAsync(() -> {
            byte[] stream = vector.bytes();
            try (OutputStream out = Channels.newOutputStream(channel)) {
                int piece = 1;
                for (int at = 0; at < stream.length; ) {
                    int length = Math.min(piece, stream.length - at);
                    out.write(stream, at, length);
                    at += length;
                    piece = Math.min(LARGEST_PIECE, 2 * piece);
                }
            } catch (IOException e) {
                // the reader has closed its end
            }
        });
    }

    /** Frames, as the pump tells them. */
    private static final class Recorder implements FrameHandler {
        private final List<Outcome> found = new ArrayList<>();
        private final FrameDecoder decoder;
        private final VectorFile vector;
        private long bodyAt;
        private long previousEnd;

        Recorder(FrameDecoder decoder, VectorFile vector) {
            this.decoder = decoder;
            this.vector = vector;
        }

        @Override
        public Flow onHeader(HeaderView header, long bodyLength) {
            bodyAt = decoder.streamOffset();
            return Flow.CONTINUE;
        }

        @Override
        public Flow onBody(ByteBuffer piece) {
            return Flow.CONTINUE;
        }

        @Override
        public Flow onEnd() {
            int headerBytes = decoder.header().byteLength();
            found.add(new Outcome.Frame(
                    Receivers.start(vector.format(), bodyAt - headerBytes, previousEnd),
                    headerBytes,
                    decoder.bodyLength()));
            previousEnd = decoder.streamOffset();
            return Flow.PAUSE;
        }
    }
}
