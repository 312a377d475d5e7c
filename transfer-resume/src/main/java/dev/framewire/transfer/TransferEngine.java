package dev.framewire.transfer;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives content over framed connections, at either end. One engine serves many connections; thread-safe.
 *
 * <p>A transfer has the reader of its connection to itself while it runs, and leaves the connection between two frames. How
 * long it waits for the other side is the reader's affair: give the {@link FrameReader} limits, and a transport with them.
 *
 * <p>Content moves through buffers outside the heap, at most {@value #MAX_DIRECT_BYTES} bytes an engine, which it keeps; where they run out,
 * or the JVM has no such memory ({@code -XX:MaxDirectMemorySize}), and where transfers share a connection, through the heap.
 */
public final class TransferEngine implements AutoCloseable {
    /** Content bytes between two checkpoints: what a power cut may cost. */
    public static final long DEFAULT_CHECKPOINT_BYTES = 64L << 20;
    /** Time between two checkpoints while content arrives. */
    public static final Duration DEFAULT_CHECKPOINT_INTERVAL = Duration.ofSeconds(2);
    /** Content bytes that may be under way. */
    public static final long DEFAULT_WINDOW_BYTES = 64L << 20;

    /** How long {@link #close} waits, in all, for connections whose peers do not read. */
    public static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    /** Memory outside the heap that an engine takes at most, 256 KiB at a time, as its transfers need it. */
    public static final int MAX_DIRECT_BYTES = PieceMemory.MAX_PIECES * PieceMemory.PIECE_BYTES;

    /** The largest file that {@link #putAll} takes; a larger one is sent by itself. */
    public static final int MAX_PACKED_BYTES = PackCodec.MAX_FILE_BYTES;

    /** Transfers that may run at once over one connection. */
    public static final int MAX_SHARED_TRANSFERS = Link.MAX_LANES;

    /** Content on its way to all transfers that share connections, besides the least of each. */
    private static final long SHARED_WINDOW_BYTES = 64L << 20;
    /** To one of them: what 1 Gbit/s and a round trip of 200 ms need. */
    private static final long MAX_SHARED_WINDOW_BYTES = 32L << 20;

    private final Receiver.Limits limits;
    private final LongSupplier nanos;
    private final RunningTransfers running;
    private final Initiator initiator;
    private final WindowBudget budget;
    private final PieceMemory memory = new PieceMemory();

    private TransferEngine(Builder builder) {
        this.limits = new Receiver.Limits(
                builder.checkpointBytes,
                builder.checkpointInterval.toNanos(),
                builder.windowBytes,
                Receiver.Limits.STATE_BYTES);
        this.nanos = builder.nanos;
        this.running = new RunningTransfers(builder.closeDeadline);
        this.initiator = new Initiator(limits, nanos, running.threads());
        this.budget = new WindowBudget(SHARED_WINDOW_BYTES, Math.min(MAX_SHARED_WINDOW_BYTES, limits.windowBytes()));
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
     * @throws IllegalArgumentException if the source's size is negative or above 2^40, or its permissions are not nine bits; if
     *     it is a {@link StreamSource}'s and the request demands a root or another check than SHA-256
     */
    public Transfer put(FrameReader in, FrameWriter out, TransferSource source, PutRequest request) {
        ProgressMeter meter = new ProgressMeter();
        CompletableFuture<TransferResult> result = new CompletableFuture<>();
        Session session;
        try {
            session = initiator.put(Link.alone(in, out, request.otherFrames, memory), source, request, meter);
        } catch (IOException e) {
            result.completeExceptionally(e);
            return new Transfer(meter, result, keep -> {});
        }
        return start(session, result);
    }

    /**
     * Sends many small files with SHA-256, as {@link #putAll(FrameReader, FrameWriter, Iterator, PackRequest, Consumer)} does.
     *
     * @param in as there
     * @param out as there
     * @param files as there
     * @param condition ANY or ABSENT
     * @param results as there
     * @return the running transfer
     * @throws IllegalArgumentException if the condition is ROOT
     */
    public PackTransfer putAll(
            FrameReader in,
            FrameWriter out,
            Iterator<SmallFile> files,
            Condition condition,
            Consumer<SmallFileResult> results) {
        return putAll(in, out, files, PackRequest.of(condition), results);
    }

    /**
     * Sends many small files, in packs of up to 512 files or 1 MiB, several of them under way: no round trip for each file,
     * and one wait for the disk for each pack. Returns at once. There is no resume: what did not arrive is put again.
     *
     * @param in the connection's reader, which nobody else reads meanwhile
     * @param out its writer
     * @param files which; asked on one thread of the engine, as they can be sent. The iterator must not block for long
     * @param request how
     * @param results told of every file once, in no certain order, on threads of the engine; must not block
     * @return the running transfer
     */
    public PackTransfer putAll(
            FrameReader in,
            FrameWriter out,
            Iterator<SmallFile> files,
            PackRequest request,
            Consumer<SmallFileResult> results) {
        return startPacks(initiator.putAll(Link.alone(in, out, null, memory), files, request, results));
    }

    /**
     * Gets many small files with SHA-256, as {@link #getAll(FrameReader, FrameWriter, Iterator, PackRequest, Consumer)} does, each
     * as its sink demands.
     *
     * @param in as there
     * @param out as there
     * @param files as there
     * @param results as there
     * @return the running transfer
     */
    public PackTransfer getAll(
            FrameReader in, FrameWriter out, Iterator<WantedFile> files, Consumer<WantedFileResult> results) {
        return getAll(in, out, files, PackRequest.any(), results);
    }

    /**
     * Gets many small files, in packs: up to 512 names are asked for ahead, so that no file costs a round trip, and each pack
     * one wait for the disk. Returns at once. There is no resume: what did not arrive is got again.
     *
     * @param in the connection's reader, which nobody else reads meanwhile
     * @param out its writer
     * @param files which; asked on one thread of the engine, as they can be fetched. The iterator must not block for long
     * @param request how; its {@link PackRequest#ifAbsent} adds to what each sink demands
     * @param results told of every file once, on threads of the engine; must not block
     * @return the running transfer
     */
    public PackTransfer getAll(
            FrameReader in,
            FrameWriter out,
            Iterator<WantedFile> files,
            PackRequest request,
            Consumer<WantedFileResult> results) {
        return startPacks(initiator.getAll(Link.alone(in, out, null, memory), files, request, results));
    }

    private PackTransfer startPacks(Session session) {
        CompletableFuture<TransferResult> result = new CompletableFuture<>();
        boolean unused = running.start(session, result, () -> {});
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
        Link link = Link.alone(in, out, request.otherFrames, memory);
        return start(initiator.get(link, sink, request, new ProgressMeter()), new CompletableFuture<>());
    }

    /**
     * Lets several transfers of this side run at once over one connection. The other side serves them by {@link #serveAll}. Only one
     * of the two sides opens transfers at a time.
     *
     * @param in the connection's reader, which nobody else reads while a transfer runs
     * @param out its writer
     * @param atMost how many run at once, 1 to {@link #MAX_SHARED_TRANSFERS}; further ones wait
     * @param others takes frames that are not of a transfer and arrive while one runs, on a thread of the engine, which reads
     *     nothing meanwhile; if it throws, the connection ends. Null: such a frame ends the connection
     * @return the connection
     * @throws IllegalArgumentException if {@code atMost} is out of range
     */
    @SuppressWarnings("exports") // whoever has no JSpecify on the module path compiles all the same
    public TransferConnection share(FrameReader in, FrameWriter out, int atMost, @Nullable OtherFrames others) {
        if (atMost < 1 || atMost > MAX_SHARED_TRANSFERS) {
            throw new IllegalArgumentException("1 to " + MAX_SHARED_TRANSFERS + " transfers at once, not " + atMost);
        }
        return new TransferConnection(running, initiator, Link.shared(in, out, others, budget, null), atMost);
    }

    /**
     * A transfer that connects by itself, and anew when its connection breaks, and goes on with what has arrived: with waits
     * between the attempts, a deadline if wanted, and pauses. Returns at once.
     *
     * @param policy how often it is tried, and how soon
     * @param connector gets each connection; called on a thread of the engine. A connect must have a deadline of its own
     * @param start begins each attempt on it
     * @return the running transfer
     */
    public ResumingTransfer resuming(RetryPolicy policy, TransferConnector connector, TransferStart start) {
        ResumingTransfer transfer = new ResumingTransfer(policy, connector, start, nanos, new SplittableRandom());
        running.start(transfer);
        return transfer;
    }

    private Transfer start(Session session, CompletableFuture<TransferResult> result) {
        boolean unused = running.start(session, result, () -> {});
        return new Transfer(session.meter, result, session::cancel);
    }

    private Responder responder(TransferSite site) {
        return new Responder(site, limits, nanos, running.threads());
    }

    /**
     * Serves one transfer that the other side opened, on this thread, until it has ended on both sides. An opening that the protocol does
     * not know is answered like one that is refused, and fails with kind {@code PROTOCOL}.
     *
     * @param first the frame that {@link #isTransferFrame} was true for, its body unread
     * @param in the reader it came from
     * @param out the writer to the same side
     * @param site decides what may be sent and received
     * @return what was transferred; empty if the frame was a late one of a transfer that is over, to be ignored
     * @throws TransferException if the transfer failed; if it is {@link TransferException#connectionUsable}, other frames may follow
     * @throws IOException if the connection broke, or this thread was interrupted and the reader's stream heeds it, as a channel's does; a
     *     socket's on a platform thread does not: close that, or the engine. What arrived is left to be continued
     */
    public Optional<TransferResult> serve(Frame first, FrameReader in, FrameWriter out, TransferSite site)
            throws IOException {
        Message message = MessageCodec.opening(first);
        if (message == null) {
            return Optional.empty();
        }
        Lane lane = Link.alone(in, out, null, memory).lane(message.id());
        return Optional.of(running.run(responder(site).session(lane, message)));
    }

    /**
     * Serves a transfer that the other side opened, and all that it opens while one of them runs: up to
     * {@link #MAX_SHARED_TRANSFERS} at once, which take turns at the connection. Returns when none runs, {@code ended} has been
     * told of each, and the connection stands between two frames. One that fails leaves the others as they are; so does an
     * opening that the protocol does not know, which fails with kind {@code PROTOCOL}.
     *
     * @param first the frame that {@link #isTransferFrame} was true for, its body unread
     * @param in the reader it came from
     * @param out the writer to the same side
     * @param site decides what may be sent and received; asked on several threads at once
     * @param ended told of each transfer when it has ended, on several threads at once; must not block
     * @throws IOException if the connection broke, or this thread was interrupted, which ends the connection; every transfer
     *     has ended then
     */
    public void serveAll(Frame first, FrameReader in, FrameWriter out, TransferSite site, Consumer<EndedTransfer> ended)
            throws IOException {
        Message message = MessageCodec.opening(first);
        if (message != null) { // not a late frame of a transfer that is over
            new ServedTransfers(running, responder(site), ended).serve(message, in, out, budget);
        }
    }

    /**
     * Serves whatever the other side puts and gets, as {@link #serveAll} does, until it ends its stream; nobody is told how a
     * transfer ended but the other side.
     *
     * @param in the connection's reader, which nobody else reads meanwhile
     * @param out the writer to the same side
     * @param site decides what may be sent and received; asked on several threads at once
     * @throws TransferException PROTOCOL if a frame is none of a transfer's
     * @throws InterruptedIOException if this thread was interrupted, as
     *     {@link #serve(FrameReader, FrameWriter, TransferSite, Consumer)} says
     * @throws IOException if the connection broke
     */
    public void serve(FrameReader in, FrameWriter out, TransferSite site) throws IOException {
        serve(in, out, site, ended -> {});
    }

    /**
     * Serves whatever the other side puts and gets, as {@link #serveAll} does, until it ends its stream.
     *
     * @param in the connection's reader, which nobody else reads meanwhile
     * @param out the writer to the same side
     * @param site decides what may be sent and received; asked on several threads at once
     * @param ended told of each transfer when it has ended, on several threads at once; must not block
     * @throws TransferException PROTOCOL if a frame is none of a transfer's
     * @throws InterruptedIOException if this thread was interrupted, and its flag stays set: at once while transfers run, which
     *     ends the connection and leaves what arrived to be continued; and before a frame is read. While it waits for the other side to open
     *     one, an interrupt is seen if the stream heeds it, as a channel's does; a socket's on a platform thread does not: close that
     * @throws IOException if the connection broke
     */
    public void serve(FrameReader in, FrameWriter out, TransferSite site, Consumer<EndedTransfer> ended)
            throws IOException {
        for (Frame frame = next(in); frame != null; frame = next(in)) {
            if (!isTransferFrame(frame)) {
                throw new TransferException(
                        TransferException.Kind.PROTOCOL,
                        "a frame of another type: read such a connection yourself, and give serveAll its transfers");
            }
            serveAll(frame, in, out, site, ended);
        }
    }

    private static @Nullable Frame next(FrameReader in) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted before a transfer was opened");
        }
        return in.next();
    }

    /**
     * Ends the running transfers, and their connections; partials stay. All connections are ended side by side: each closes its reader
     * and its writer, so that a peer that reads hears of the end. What takes longer than {@link #CLOSE_DEADLINE}, because a peer does
     * not read, is aborted where the reader and the writer have a transport, and left behind where they have bare streams. So this
     * returns within that time however many connections there are. It does not wait for a source or a sink that is being read or written. An interrupt ends the
     * wait. Calling it again has no effect.
     */
    @Override
    public void close() {
        running.close();
    }

    /** Limits of an engine. */
    public static final class Builder {
        private long checkpointBytes = DEFAULT_CHECKPOINT_BYTES;
        private Duration checkpointInterval = DEFAULT_CHECKPOINT_INTERVAL;
        private long windowBytes = DEFAULT_WINDOW_BYTES;
        private LongSupplier nanos = System::nanoTime;
        private Duration closeDeadline = CLOSE_DEADLINE;

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
         * @param bytes 2 MiB or more
         * @return this
         */
        public Builder windowBytes(long bytes) {
            if (bytes < WindowBudget.LEAST_BYTES) {
                throw new IllegalArgumentException("less than 2 MiB: " + bytes);
            }
            windowBytes = bytes;
            return this;
        }

        /** Another clock, for tests. */
        Builder clock(LongSupplier readsNanos) {
            nanos = readsNanos;
            return this;
        }

        /** Another deadline of {@link TransferEngine#close}, for tests. */
        Builder closeDeadline(Duration deadline) {
            closeDeadline = deadline;
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
