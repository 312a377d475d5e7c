package dev.framewire.transfer;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives content over framed connections, at either end. One engine serves many connections; thread-safe.
 *
 * <p>A transfer has the reader of its connection to itself while it runs, and leaves the connection between two frames. How
 * long it waits for the other side is the reader's affair: give the {@link FrameReader} limits, and a transport with them.
 */
public final class TransferEngine implements AutoCloseable {
    /** Content bytes between two checkpoints: what a power cut may cost. */
    public static final long DEFAULT_CHECKPOINT_BYTES = 64L << 20;
    /** Time between two checkpoints while content arrives. */
    public static final Duration DEFAULT_CHECKPOINT_INTERVAL = Duration.ofSeconds(2);
    /** Content bytes that may be under way. */
    public static final long DEFAULT_WINDOW_BYTES = 64L << 20;

    /** The largest file that {@link #putAll} takes; a larger one is sent by itself. */
    public static final int MAX_PACKED_BYTES = PackCodec.MAX_FILE_BYTES;

    private final Receiver.Limits limits;
    private final ExecutorService threads;
    private final AtomicLong lastId = new AtomicLong();
    private final Set<Session> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private TransferEngine(Builder builder) {
        this.limits =
                new Receiver.Limits(builder.checkpointBytes, builder.checkpointInterval.toNanos(), builder.windowBytes);
        AtomicLong number = new AtomicLong();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "framewire-transfer-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * An engine with the default limits.
     *
     * @return the engine; close it
     */
    public static TransferEngine create() {
        return builder().build();
    }

    /**
     * An engine with other limits.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether a frame belongs to a transfer and is one for {@link #serve}: its header's {@code type} begins with "x.".
     *
     * @param frame just read
     * @return true if it does
     * @throws IOException if its {@code type} is not a string
     */
    public static boolean isTransferFrame(Frame frame) throws IOException {
        return MessageCodec.isTransferFrame(frame);
    }

    /**
     * Sends. Returns at once.
     *
     * @param in the connection's reader, which nobody else reads meanwhile
     * @param out its writer
     * @param source what to send; the engine closes it
     * @param request where to, and how
     * @return the running transfer
     * @throws IllegalArgumentException if the source's size is negative or above 2^40
     */
    public Transfer put(FrameReader in, FrameWriter out, TransferSource source, PutRequest request) {
        ProgressMeter meter = new ProgressMeter();
        Geometry geometry;
        try {
            geometry = Geometry.of(source.size());
        } catch (IllegalArgumentException e) {
            closeQuietly(source);
            throw e;
        }
        Message.Open open = new Message.Open(
                lastId.incrementAndGet(),
                true,
                request.path,
                geometry.size(),
                geometry.chunkBytes(),
                source.modifiedMillis().orElse(-1),
                request.condition,
                request.expectedRoot,
                0);
        CompletableFuture<TransferResult> result = new CompletableFuture<>();
        Session session;
        try {
            session = new SendingSession(
                    open,
                    request.path,
                    source,
                    geometry,
                    request.rateBytesPerSecond,
                    in,
                    out,
                    threads,
                    request.otherFrames,
                    meter);
        } catch (IOException e) {
            closeQuietly(source);
            result.completeExceptionally(e);
            return new Transfer(meter, result, keep -> {});
        }
        return start(session, meter, result);
    }

    /**
     * Sends many small files, in packs of up to 512 files or 1 MiB, several of them under way: no round trip for each file,
     * and one wait for the disk for each pack. Returns at once. There is no resume: what did not arrive is put again.
     *
     * @param in the connection's reader, which nobody else reads meanwhile
     * @param out its writer
     * @param files which; asked on one thread of the engine, as they can be sent. The iterator must not block for long
     * @param condition ANY, or ABSENT: a name that is taken fails with {@code EXISTS}, unless it has the very content
     * @param results told of every file once, in no certain order, on threads of the engine; must not block
     * @return the running transfer
     * @throws IllegalArgumentException if the condition is ROOT
     */
    public PackTransfer putAll(
            FrameReader in,
            FrameWriter out,
            Iterator<SmallFile> files,
            Condition condition,
            Consumer<SmallFileResult> results) {
        if (condition == Condition.ROOT) {
            throw new IllegalArgumentException("a pack does not look at what it replaces: " + condition);
        }
        return startPacks(
                new PackSendingSession(lastId.incrementAndGet(), condition, files, results, in, out, threads, null));
    }

    /**
     * Gets many small files, in packs: up to 512 names are asked for ahead, so that no file costs a round trip, and each pack
     * one wait for the disk. Returns at once. There is no resume: what did not arrive is got again.
     *
     * @param in the connection's reader, which nobody else reads meanwhile
     * @param out its writer
     * @param files which; asked on one thread of the engine, as they can be fetched. The iterator must not block for long
     * @param results told of every file once, on threads of the engine; must not block
     * @return the running transfer
     */
    public PackTransfer getAll(
            FrameReader in, FrameWriter out, Iterator<WantedFile> files, Consumer<WantedFileResult> results) {
        return startPacks(new PackFetchingSession(lastId.incrementAndGet(), files, results, in, out, threads));
    }

    private PackTransfer startPacks(Session session) {
        CompletableFuture<TransferResult> result = new CompletableFuture<>();
        start(session, session.meter, result);
        return new PackTransfer(result, () -> session.cancel(false));
    }

    /**
     * Receives. Returns at once.
     *
     * @param in the connection's reader, which nobody else reads meanwhile
     * @param out its writer
     * @param sink where it goes
     * @param request what to ask for
     * @return the running transfer
     */
    public Transfer get(FrameReader in, FrameWriter out, TransferSink sink, GetRequest request) {
        ProgressMeter meter = new ProgressMeter();
        Message.Open open = new Message.Open(
                lastId.incrementAndGet(),
                false,
                request.path,
                0,
                Geometry.MIN_CHUNK_BYTES,
                -1,
                Condition.ANY,
                null,
                request.rateBytesPerSecond);
        Session session = new ReceivingSession(
                open, request.path, true, offer -> sink, limits, in, out, threads, request.otherFrames, meter);
        return start(session, meter, new CompletableFuture<>());
    }

    private Transfer start(Session session, ProgressMeter meter, CompletableFuture<TransferResult> result) {
        try {
            threads.execute(() -> {
                try {
                    result.complete(run(session));
                } catch (IOException | RuntimeException | Error e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(
                    new TransferException(TransferException.Kind.CLOSED, "the engine was closed", false, e));
            session.unused();
        }
        return new Transfer(meter, result, session::cancel);
    }

    private TransferResult run(Session session) throws IOException {
        running.add(session);
        try {
            if (closed) {
                session.abort(new TransferException(TransferException.Kind.CLOSED, "the engine was closed"));
            }
            return session.run();
        } finally {
            running.remove(session);
        }
    }

    /**
     * Serves one transfer that the other side opened, on this thread, until it has ended on both sides.
     *
     * @param first the frame that {@link #isTransferFrame} was true for, its body unread
     * @param in the reader it came from
     * @param out the writer to the same side
     * @param site decides what may be sent and received
     * @return what was transferred; empty if the frame was a late one of a transfer that is over, to be ignored
     * @throws TransferException if the transfer failed; if it is {@link TransferException#connectionUsable}, other frames may follow
     * @throws IOException if the connection broke
     */
    public Optional<TransferResult> serve(Frame first, FrameReader in, FrameWriter out, TransferSite site)
            throws IOException {
        Message message = MessageCodec.read(first, new Buffers());
        if (message instanceof Message.OpenPacks packs) {
            Session session = site.takesPacks()
                    ? new PackReceivingSession(
                            packs.id(), new PackWriter(site, packs.condition(), threads), in, out, threads, null)
                    : refusingPacks(packs.id(), in, out);
            return Optional.of(run(session));
        } else if (message instanceof Message.OpenWants wants) {
            Session session = site.takesPacks()
                    ? new PackServingSession(wants.id(), site, in, out, threads, null)
                    : refusingPacks(wants.id(), in, out);
            return Optional.of(run(session));
        }
        if (!(message instanceof Message.Open open)) {
            return Optional.empty();
        }
        ProgressMeter meter = new ProgressMeter();
        if (open.put()) {
            OptionalLong modified = open.modified() < 0 ? OptionalLong.empty() : OptionalLong.of(open.modified());
            PutOffer offer = new PutOffer(open.path(), open.size(), modified, open.condition());
            return Optional.of(run(new ReceivingSession(
                    open,
                    open.path(),
                    false,
                    ignored -> asked(() -> site.accept(offer)).when(open).remembering(),
                    limits,
                    in,
                    out,
                    threads,
                    null,
                    meter)));
        }
        Session session;
        TransferSource source = null;
        try {
            source = asked(() -> site.open(new GetOffer(open.path())));
            Geometry geometry = Geometry.of(source.size());
            Message.Offer offer = new Message.Offer(
                    open.id(),
                    geometry.size(),
                    geometry.chunkBytes(),
                    source.modifiedMillis().orElse(-1));
            session = new SendingSession(
                    offer, open.path(), source, geometry, Math.max(0, open.rate()), in, out, threads, null, meter);
        } catch (IOException | RuntimeException | Error e) {
            closeQuietly(source);
            session = new RefusingSession(open.id(), Session.failure(e), in, out, threads);
        }
        return Optional.of(run(session));
    }

    private Session refusingPacks(long id, FrameReader in, FrameWriter out) {
        TransferException refusal = new TransferException(TransferException.Kind.REFUSED, "packs are not taken here");
        return new RefusingSession(id, refusal, in, out, threads);
    }

    private static void closeQuietly(@Nullable TransferSource source) {
        try {
            if (source != null) {
                source.close();
            }
        } catch (IOException e) {
            // why it was not sent says more
        }
    }

    private interface Question<T> {
        T ask() throws TransferRefusedException, IOException;
    }

    private static <T> T asked(Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (TransferRefusedException e) {
            throw new TransferException(e.kind(), String.valueOf(e.getMessage()), false, e);
        }
    }

    /** Ends the running transfers, and their connections; partials stay. */
    @Override
    public void close() {
        closed = true;
        for (Session session : running) {
            session.abort(new TransferException(TransferException.Kind.CLOSED, "the engine was closed"));
        }
        threads.shutdown();
    }

    /** Limits of an engine. */
    public static final class Builder {
        private long checkpointBytes = DEFAULT_CHECKPOINT_BYTES;
        private Duration checkpointInterval = DEFAULT_CHECKPOINT_INTERVAL;
        private long windowBytes = DEFAULT_WINDOW_BYTES;

        private Builder() {}

        /**
         * Content bytes between two checkpoints.
         *
         * @param bytes 1 MiB or more
         * @return this
         */
        public Builder checkpointBytes(long bytes) {
            checkpointBytes = atLeastOnePiece(bytes);
            return this;
        }

        /**
         * Time between two checkpoints while content arrives.
         *
         * @param interval more than zero
         * @return this
         */
        public Builder checkpointInterval(Duration interval) {
            if (interval.isZero() || interval.isNegative()) {
                throw new IllegalArgumentException("interval " + interval);
            }
            checkpointInterval = interval;
            return this;
        }

        /**
         * Content bytes that may be under way: at least the rate times the round trip.
         *
         * @param bytes 1 MiB or more
         * @return this
         */
        public Builder windowBytes(long bytes) {
            windowBytes = atLeastOnePiece(bytes);
            return this;
        }

        private static long atLeastOnePiece(long bytes) {
            if (bytes < MessageCodec.MAX_PIECE_BYTES) {
                throw new IllegalArgumentException("less than 1 MiB: " + bytes);
            }
            return bytes;
        }

        /**
         * Makes the engine.
         *
         * @return the engine; close it
         */
        public TransferEngine build() {
            return new TransferEngine(this);
        }
    }
}
