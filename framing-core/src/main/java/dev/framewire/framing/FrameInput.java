package dev.framewire.framing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** The way of a stream's bytes to the reader. Each wait is shown to the deadline. Used by one thread at a time. */
final class FrameInput implements Closeable {
    private final InputStream in;
    private final @Nullable ReadableByteChannel channel; // beneath the stream, if it is one
    private final FrameDecoder decoder;
    private final @Nullable PeerPatience patience;
    private long patientFrame = -1;
    private long frameStart;

    FrameInput(
            InputStream in,
            @Nullable ReadableByteChannel channel,
            FrameDecoder decoder,
            @Nullable PeerPatience patience) {
        this.in = in;
        this.channel = channel;
        this.decoder = decoder;
        this.patience = patience;
    }

    /** Whether {@link #read} can fill that buffer: one without an array needs a channel. */
    boolean fills(ByteBuffer target) {
        return channel != null || target.hasArray();
    }

    /** Waits for bytes; answers how many, 1 or more, or -1 at the end of the stream. */
    int read(ByteBuffer target) throws IOException {
        int count;
        do { // a stream may answer 0, and some do
            count = patience == null ? readNow(target) : readPatiently(patience, target);
        } while (count == 0);
        return count;
    }

    private int readNow(ByteBuffer target) throws IOException {
        if (!target.hasArray() && channel != null) {
            ChannelInputStream.requireBlocking(channel);
            return channel.read(target);
        }
        int count = in.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
        target.position(target.position() + Math.max(count, 0));
        return count;
    }

    private int readPatiently(PeerPatience waiting, ByteBuffer target) throws IOException {
        boolean inside = !decoder.betweenFrames();
        if (!inside || patientFrame != decoder.frameIndex()) {
            patientFrame = inside ? decoder.frameIndex() : -1;
            frameStart = decoder.streamOffset();
            waiting.beginFrame();
        }
        waiting.before(inside, decoder.streamOffset() - frameStart);
        IOException cause = null;
        int count = 0;
        try {
            count = readNow(target);
        } catch (IOException e) {
            cause = e;
        } finally {
            waiting.after(inside);
        }
        if (waiting.expired()) {
            // also if bytes came at the last moment: the transport is gone
            throw decoder.failWith(
                    waiting.tooSlow(inside, decoder.stage(), decoder.frameIndex(), decoder.streamOffset(), cause));
        }
        if (cause != null) {
            throw cause;
        }
        return count;
    }

    /** Keeps no deadline any more, but leaves the stream open. */
    void letGo() {
        if (patience != null) {
            patience.close();
        }
    }

    @Override
    public void close() throws IOException {
        letGo();
        in.close();
    }
}
