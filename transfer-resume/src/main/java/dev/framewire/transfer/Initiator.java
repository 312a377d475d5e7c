package dev.framewire.transfer;

import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Makes this side's end of a transfer that this side begins. */
final class Initiator {
    private final Receiver.Limits limits;
    private final LongSupplier nanos;
    private final Executor threads;
    private final AtomicLong lastId = new AtomicLong();

    Initiator(Receiver.Limits limits, LongSupplier nanos, Executor threads) {
        this.limits = limits;
        this.nanos = nanos;
        this.threads = threads;
    }

    private Lane lane(Link link) {
        return link.lane(lastId.incrementAndGet());
    }

    /**
     * Sends; closes the source if it cannot.
     *
     * @throws IllegalArgumentException if the source's size or permissions are out of range
     */
    Session put(Link link, TransferSource source, PutRequest request, ProgressMeter meter) throws IOException {
        Geometry geometry;
        int mode;
        try {
            geometry = Geometry.of(source, request.check);
            if (geometry.told(source) == Geometry.UNKNOWN && request.condition == Condition.ROOT) {
                throw new IllegalArgumentException("content of unknown size cannot be demanded to replace a root");
            }
            mode = Permissions.of(source);
        } catch (IllegalArgumentException e) {
            Responder.closeQuietly(source);
            throw e;
        }
        Lane lane = lane(link);
        Message.Open open = new Message.Open(
                lane.id,
                true,
                request.path,
                geometry.told(source),
                geometry.chunkBytes(),
                source.modifiedMillis().orElse(-1),
                request.condition,
                request.expectedRoot,
                0,
                request.sha256,
                mode,
                request.check);
        try {
            return new SendingSession(
                    lane, open, request.path, source, geometry, request.rateBytesPerSecond, nanos, threads, meter);
        } catch (IOException e) {
            lane.leave();
            Responder.closeQuietly(source);
            throw e;
        }
    }

    Session get(Link link, TransferSink sink, GetRequest request, ProgressMeter meter) {
        Lane lane = lane(link);
        Message.Open open = new Message.Open(
                lane.id,
                false,
                request.path,
                0,
                Geometry.MIN_CHUNK_BYTES,
                -1,
                Condition.ANY,
                null,
                request.rateBytesPerSecond,
                request.sha256,
                -1,
                request.check);
        return new ReceivingSession(lane, open, request.path, true, offer -> sink, limits, nanos, threads, meter);
    }

    Session putAll(Link link, Iterator<SmallFile> files, PackRequest request, Consumer<SmallFileResult> results) {
        return new PackSendingSession(lane(link), request, files, results, threads);
    }

    Session getAll(Link link, Iterator<WantedFile> files, PackRequest request, Consumer<WantedFileResult> results) {
        return new PackFetchingSession(lane(link), request, files, results, threads);
    }
}
