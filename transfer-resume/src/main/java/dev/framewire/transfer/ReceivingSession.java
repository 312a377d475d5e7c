package dev.framewire.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A {@link Receiver} on a connection: the reading thread fills a queue, the worker feeds it to the receiver. */
final class ReceivingSession extends Session {
    /** Decides where an offer goes, on the worker. */
    interface Acceptor {
        TransferSink accept(Message offer) throws IOException;
    }

    private final Message opening;
    private final String path;
    private final boolean initiator;
    private final Acceptor acceptor;
    private final Receiver.Limits limits;
    private final Executor threads;
    private final LongSupplier nanos;
    private final ReceiverInbox queue = new ReceiverInbox();

    private final Semaphore finished = new Semaphore(0);
    /** What arrived, once the other side has been told. */
    private volatile @Nullable TransferResult result;

    /** What has been published, also where nobody could be told any more. */
    private volatile @Nullable TransferResult published;

    private @Nullable Receiving receiver;
    /** A message is being taken that came whole, with content or digests: also where its connection ends meanwhile. */
    private boolean taking;

    /** Why the peer could not be told of what was taken. */
    private @Nullable IOException untold;

    ReceivingSession(
            Lane lane,
            Message opening,
            String path,
            boolean initiator,
            Acceptor acceptor,
            Receiver.Limits limits,
            LongSupplier nanos,
            Executor threads,
            ProgressMeter meter) {
        super(lane, threads, meter);
        this.opening = opening;
        this.path = path;
        this.initiator = initiator;
        this.acceptor = acceptor;
        this.limits = limits;
        this.threads = threads;
        this.nanos = nanos;
    }

    @Override
    void begin() throws IOException {
        if (initiator) {
            send(opening);
        }
        if (opening instanceof Message.Open open && open.put() && valid(open.size(), open.chunk())) {
            queue.offered(open.size(), open.chunk()); // another one is refused by the worker, after the peer is told
        }
    }

    @Override
    void work() throws IOException {
        try {
            if (!initiator) {
                accept(opening);
            }
            while (mine() == null && untold == null) {
                Receiving open = receiver;
                Message message = queue.poll();
                if (message == null && (open == null || !open.idle())) {
                    message = take();
                }
                if (message != null) {
                    handle(message);
                }
            }
            keepWhatCame();
            if (untold != null) {
                throw untold;
            }
        } finally {
            finished.release();
            Message late;
            while ((late = queue.poll()) != null) {
                drop(late);
            }
            buffers.open();
        }
    }

    /** The connection has ended. What came before that lies here, whole: it need not be sent again. */
    private void keepWhatCame() throws IOException {
        TransferException over = mine();
        if (receiver == null || over != null && over.kind() != TransferException.Kind.CLOSED) {
            return; // one of both has given up
        }
        Message next = queue.poll();
        while (next instanceof Message.Data || next instanceof Message.Hashes) {
            handle(next);
            next = queue.poll();
        }
    }

    private Message take() throws InterruptedIOException {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static boolean valid(long size, int chunk) {
        return size == Geometry.UNKNOWN ? Geometry.validUnknown(chunk) : Geometry.valid(size, chunk);
    }

    private void accept(Message offer) throws IOException {
        long size = offer instanceof Message.Open open ? open.size() : ((Message.Offer) offer).size();
        int chunk = offer instanceof Message.Open open ? open.chunk() : ((Message.Offer) offer).chunk();
        long modified = offer instanceof Message.Open open ? open.modified() : ((Message.Offer) offer).modified();
        if (!valid(size, chunk)) {
            throw MessageCodec.protocol("size " + size + " in chunks of " + chunk);
        }
        int mode = offer instanceof Message.Open open ? open.mode() : ((Message.Offer) offer).mode();
        TransferSink sink = acceptor.accept(offer).offered(mode);
        if (size > sink.maxBytes) {
            throw new TransferException(
                    TransferException.Kind.TOO_BIG, size + " bytes are more than the limit of " + sink.maxBytes);
        }
        if (sink.condition == Condition.ABSENT && sink.place.taken(sink.owner)) {
            throw new TransferException(TransferException.Kind.EXISTS, "there is something under that name already");
        }
        ContentCheck check = ((Message.Open) opening).check();
        if (check == ContentCheck.CRC_ONLY && sink.condition == Condition.ROOT) {
            throw new TransferException(
                    TransferException.Kind.REFUSED, "what must have a certain root is not taken by CRCs alone");
        }
        if (check == ContentCheck.CRC_ONLY && sink.place instanceof Place.InOrder) {
            throw new TransferException(
                    TransferException.Kind.REFUSED, "what cannot be taken back is not handed on by CRCs alone");
        }
        Receiving open;
        if (size == Geometry.UNKNOWN) {
            open = unsized(sink, chunk, modified, check);
        } else {
            open = receiver(sink, new Geometry(size, chunk, check), modified);
        }
        receiver = open;
        open.digestWhole(WholeDigest.of(opening instanceof Message.Open asked ? asked.sha256() : null));
        open.begin();
    }

    private long credit(long received) {
        return lane.credit(received, limits.windowBytes());
    }

    private Receiving unsized(TransferSink sink, int chunk, long modified, ContentCheck check) throws IOException {
        if (check != ContentCheck.SHA256 || sink.condition == Condition.ROOT) {
            throw new TransferException(
                    TransferException.Kind.REFUSED,
                    "content of unknown size is checked by SHA-256, and not taken in place of what must have a certain root");
        }
        Geometry geometry = Geometry.unknown(chunk);
        Delivery delivery = sink.place instanceof Place.InOrder stream
                ? new SinkDelivery(stream.sink(), geometry, false)
                : new PartialDelivery((Place.Keeping) sink.place, sink, geometry, modified, limits, nanos, meter);
        return inOrder(delivery, new StreamReceiver.Offered(geometry, false, sink.maxBytes));
    }

    private Receiving inOrder(Delivery delivery, StreamReceiver.Offered offered) {
        return new StreamReceiver(id, delivery, offered, this::sendUnlessOver, nanos, this::credit, meter);
    }

    private Receiving receiver(TransferSink sink, Geometry geometry, long modified) throws IOException {
        if (sink.place instanceof Place.InOrder stream) {
            if (sink.condition == Condition.ROOT) {
                throw Partial.conflict();
            }
            queue.inOrder(geometry);
            return inOrder(
                    new SinkDelivery(stream.sink(), geometry, true),
                    new StreamReceiver.Offered(geometry, true, sink.maxBytes));
        }
        PartialSession partial = ((Place.Keeping) sink.place).acquire(sink.owner, geometry);
        return new Receiver(
                id,
                partial,
                geometry,
                sink,
                modified,
                this::sendUnlessOver,
                nanos,
                limits,
                this::credit,
                threads,
                meter);
    }

    /** Whoever has given up says nothing more; the worker hears of it here, also in the middle of a long look at old content. */
    private void sendUnlessOver(Message message) throws IOException {
        TransferException over = mine();
        if (over != null && !(taking && over.kind() == TransferException.Kind.CLOSED)) {
            throw over;
        }
        if (over != null || untold != null) {
            return; // nobody is there any more who could be told
        }
        try {
            send(message);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            if (!taking) {
                throw e;
            }
            untold = e; // what is being taken is kept first
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** What such a step takes has come whole, and is kept though nobody can be told. */
    private void taking(Step step) throws IOException {
        taking = true;
        try {
            step.run();
        } finally {
            taking = false;
        }
    }

    private void handle(Message message) throws IOException {
        if (message instanceof Message.Offer && receiver == null && initiator) {
            accept(message);
            return;
        }
        if (message instanceof Message.Cancel) {
            return; // only to wake us
        }
        Receiving open = receiver;
        if (open == null) {
            drop(message);
            throw MessageCodec.protocol("a message before the offer");
        }
        if (message instanceof Message.Data data) {
            try {
                taking(() -> open.onData(data));
            } finally {
                drop(data);
            }
        } else if (message instanceof Message.Alive alive) {
            open.onAlive(alive);
        } else if (message instanceof Message.Hashes hashes) {
            taking(() -> open.onHashes(hashes));
        } else if (message instanceof Message.Size size) {
            open.onSize(size);
        } else if (message instanceof Message.Fin fin) {
            try {
                open.onFin(fin);
            } finally {
                published = named(open.result());
            }
            result = published;
            finished.release();
        }
    }

    private @Nullable TransferResult named(@Nullable TransferResult r) {
        return r == null
                ? null
                : new TransferResult(path, r.size(), r.root(), r.wireBodyBytes(), r.reusedBytes(), r.sha256Hex());
    }

    @Override
    @Nullable TransferResult published() {
        return published;
    }

    @Override
    @Nullable TransferResult on(Message message) throws IOException {
        try {
            queue.put(message);
        } catch (TransferException e) {
            drop(message);
            throw e;
        }
        if (!(message instanceof Message.Fin)) {
            return null;
        }
        // what follows depends on the worker: after x.done not one byte more of the connection is ours
        try {
            finished.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        return result;
    }

    @Override
    void woken() {
        queue.wake(id);
    }

    @Override
    void over(boolean keepPartial) throws IOException {
        Receiving open = receiver;
        if (open != null && published == null) {
            open.abandon(keepPartial);
        }
    }
}
