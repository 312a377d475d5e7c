package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts chunks of unknown number into a partial. What an earlier session left of it is read back before anything is told: what the
 * sender hears of, it may forget.
 */
final class PartialDelivery implements Delivery {
    private final Place.Keeping place;
    private final TransferSink sink;
    private final long modifiedMillis;
    private final Receiver.Limits limits;
    private final LongSupplier nanos;
    private final ProgressMeter meter;
    private Geometry geometry;
    private @Nullable Acks acks;
    private @Nullable Session session;
    private long arrivedBytes;

    /** What there is while the partial is held. */
    private record Session(PartialSession partial, HeldChunks held, Checkpoints checkpoints) {}

    PartialDelivery(
            Place.Keeping place,
            TransferSink sink,
            Geometry offered,
            long modifiedMillis,
            Receiver.Limits limits,
            LongSupplier nanos,
            ProgressMeter meter) {
        this.place = place;
        this.sink = sink;
        this.geometry = offered;
        this.modifiedMillis = modifiedMillis;
        this.limits = limits;
        this.nanos = nanos;
        this.meter = meter;
    }

    private Session session() {
        return Objects.requireNonNull(session);
    }

    @Override
    public long open() throws IOException {
        PartialSession partial = place.acquire(sink.owner, geometry);
        HeldChunks held = new HeldChunks(partial, geometry, meter);
        session = new Session(partial, held, new Checkpoints(partial, limits, nanos));
        return partial.epoch();
    }

    @Override
    public void begin(@Nullable WholeDigest whole, Acks told) throws IOException {
        acks = told;
        PartialSession partial = session().partial();
        HeldChunks held = session().held();
        if (sink.condition == Condition.ABSENT && partial.basis() != null) {
            throw new TransferException(TransferException.Kind.EXISTS, "there is something under that name already");
        }
        held.digestWhole(whole);
        held.begin();
        meter.phase(Phase.VERIFYING);
        ReadBack readBack = readBack();
        for (int next = 0; held.inPart(next) && readBack.claimed(next); next++) {
            // up to the first one that is not what it should be
        }
    }

    private ReadBack readBack() {
        byte[] scratch = new byte[Math.min(Receiver.READ_BYTES, geometry.chunkBytes())];
        Session of = session();
        return new ReadBack(of.partial(), geometry, of.held(), Objects.requireNonNull(acks), meter, scratch);
    }

    /** What was read back; behind it may be more, that is written anew. */
    @Override
    public List<byte[]> held() {
        List<byte[]> digests = new ArrayList<>();
        HeldChunks held = session().held();
        for (int i = 0; i < geometry.chunks() && held.inPart(i) && !held.unproven(i); i++) {
            digests.add(Objects.requireNonNull(held.claim(i)));
        }
        return digests;
    }

    @Override
    public long heldBytes() {
        return (long) held().size() * geometry.chunkBytes();
    }

    @Override
    public boolean replaces() {
        return true;
    }

    @Override
    public void sized(Geometry whole) throws IOException {
        geometry = whole;
        session().partial().sized(whole);
        session().held().sized(whole);
        session().held().checkpointed();
        session().partial().reserve();
    }

    @Override
    public void deliver(int chunk, byte[] digest, byte[] bytes, int length) throws IOException {
        Session to = session();
        to.held().replaced(chunk);
        ByteBuffer content = ByteBuffer.wrap(bytes, 0, length);
        to.partial().write(content.duplicate(), geometry.offset(chunk));
        to.held().digested(content, geometry.offset(chunk));
        to.held().arrived(chunk, digest);
        arrivedBytes += length;
        if (to.checkpoints().whenDue(arrivedBytes)) {
            to.held().checkpointed();
        }
    }

    @Override
    public long durableBytes() {
        return meter.durable.get();
    }

    @Override
    public @Nullable String finish(byte[] root) throws IOException {
        Session of = session();
        Target target = new Target(of.partial(), geometry, sink, modifiedMillis, of.held(), readBack(), meter);
        if (!target.publish(root)) {
            throw new TransferException(TransferException.Kind.CORRUPT, "what was written is not what is read back");
        }
        meter.durable.set(geometry.size());
        return target.sha256Hex();
    }

    @Override
    public void abandon(boolean keep) throws IOException {
        Session of = session;
        if (of != null) {
            of.held().end(keep);
        }
    }
}
