package dev.framewire.transfer;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands chunks on to a {@link StreamSink}, which keeps what is known of them. */
final class SinkDelivery implements Delivery {
    private final StreamSink sink;
    private final Geometry offered;
    private final boolean sizeKnown;
    private long session;

    SinkDelivery(StreamSink sink, Geometry offered, boolean sizeKnown) {
        this.sink = sink;
        this.offered = offered;
        this.sizeKnown = sizeKnown;
    }

    @Override
    public long open() throws IOException {
        session = sink.begin(offered, sizeKnown);
        return session;
    }

    @Override
    public void begin(@Nullable WholeDigest whole, Acks acks) throws IOException {
        if (whole != null) {
            sink.whole(whole);
        }
    }

    @Override
    public List<byte[]> held() {
        return sink.digests();
    }

    @Override
    public long heldBytes() {
        return sink.deliveredBytes();
    }

    /** What was handed on cannot be taken back. */
    @Override
    public boolean replaces() {
        return false;
    }

    @Override
    public void sized(Geometry whole) throws IOException {
        sink.sized(whole);
    }

    @Override
    public void deliver(int chunk, byte[] digest, byte[] bytes, int length) throws IOException {
        sink.deliver(session, digest, bytes, length);
    }

    /** Whether a stream keeps what it has taken nobody knows: nothing of it is durable before the end. */
    @Override
    public long durableBytes() {
        return 0;
    }

    @Override
    public @Nullable String finish(byte[] root) throws IOException {
        return sink.finish(session);
    }

    @Override
    public void abandon(boolean keep) {
        // the digests of what was handed on are the sink's
    }
}
