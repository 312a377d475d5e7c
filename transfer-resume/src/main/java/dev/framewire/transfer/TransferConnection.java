package dev.framewire.transfer;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One connection for several transfers of this side at once; {@link TransferEngine#share} makes it. They take turns at the
 * writer, frame by frame. One that stalls, because its disk does, holds up no other, and to cancel one leaves the rest as
 * they are; a connection that breaks ends all of them. Thread-safe.
 *
 * <p>While none runs, nothing is read: the connection then stands between two frames and may be used for other things.
 * Nothing needs to be closed.
 */
public final class TransferConnection {
    /** Of the engine: this connection's among them. */
    private final RunningTransfers all;

    private final Initiator initiator;
    private final Link link;
    private final int atMost;
    private final Deque<Start> waiting = new ArrayDeque<>();
    private int running;

    TransferConnection(RunningTransfers all, Initiator initiator, Link link, int atMost) {
        this.all = all;
        this.initiator = initiator;
        this.link = link;
        this.atMost = atMost;
    }

    private record Start(Session session, CompletableFuture<TransferResult> result) {}

    /**
     * Sends. Returns at once; begins when fewer than the most run.
     *
     * @param source what to send; the engine closes it
     * @param request where to, and how
     * @return the transfer
     * @throws IllegalArgumentException if the source's size is negative or above 2^40, or the request has a handler of its
     *     own for other frames: the connection has one
     */
    public Transfer put(TransferSource source, PutRequest request) {
        checkHandler(request.otherFrames == null);
        ProgressMeter meter = new ProgressMeter();
        CompletableFuture<TransferResult> result = new CompletableFuture<>();
        Session session;
        try {
            session = initiator.put(link, source, request, meter);
        } catch (IOException e) {
            result.completeExceptionally(e);
            return new Transfer(meter, result, keep -> {});
        }
        return start(session, result);
    }

    /**
     * Receives. Returns at once; begins when fewer than the most run.
     *
     * @param sink where it goes
     * @param request what to ask for
     * @return the transfer
     * @throws IllegalArgumentException if the request has a handler of its own for other frames: the connection has one
     */
    public Transfer get(TransferSink sink, GetRequest request) {
        checkHandler(request.otherFrames == null);
        return start(initiator.get(link, sink, request, new ProgressMeter()), new CompletableFuture<>());
    }

    /**
     * Sends many small files with SHA-256, as {@link #putAll(Iterator, PackRequest, Consumer)} does.
     *
     * @param files as there
     * @param condition ANY or ABSENT
     * @param results as there
     * @return the run
     * @throws IllegalArgumentException if the condition is ROOT
     */
    public PackTransfer putAll(Iterator<SmallFile> files, Condition condition, Consumer<SmallFileResult> results) {
        return putAll(files, PackRequest.of(condition), results);
    }

    /**
     * Sends many small files, as {@link TransferEngine#putAll(FrameReader, FrameWriter, Iterator, PackRequest, Consumer)} does, as
     * one transfer beside the others. Returns at once. (To get many, give {@link TransferEngine#getAll} a connection of its
     * own.)
     *
     * @param files as there
     * @param request as there
     * @param results as there
     * @return the run
     */
    public PackTransfer putAll(Iterator<SmallFile> files, PackRequest request, Consumer<SmallFileResult> results) {
        CompletableFuture<TransferResult> result = new CompletableFuture<>();
        Transfer run = start(initiator.putAll(link, files, request, results), result);
        return new PackTransfer(result, () -> run.cancel(false));
    }

    private static void checkHandler(boolean none) {
        if (!none) {
            throw new IllegalArgumentException("other frames are the connection's, not one transfer's");
        }
    }

    /**
     * How many transfers run.
     *
     * @return a number that may have changed meanwhile
     */
    public synchronized int running() {
        return running;
    }

    /**
     * How many transfers wait for others to end.
     *
     * @return a number that may have changed meanwhile
     */
    public synchronized int waiting() {
        return waiting.size();
    }

    private Transfer start(Session session, CompletableFuture<TransferResult> result) {
        Start start = new Start(session, result);
        boolean now;
        synchronized (this) {
            waiting.add(start);
            now = running < atMost;
            running += now ? 1 : 0;
        }
        if (now) {
            startNext();
        }
        return new Transfer(session.meter, result, keep -> cancel(start, keep));
    }

    /** Begins the one that has waited longest, in the place of one that has ended. */
    private void startNext() {
        while (true) {
            Start next;
            synchronized (this) {
                next = waiting.poll();
                if (next == null) {
                    running--;
                    return;
                }
            }
            if (all.start(next.session, next.result, this::startNext)) {
                return;
            }
        }
    }

    private void cancel(Start start, boolean keep) {
        boolean unused;
        synchronized (this) {
            unused = waiting.remove(start);
        }
        if (unused) {
            start.result.completeExceptionally( // first: whatever its source throws, nobody waits for it any more
                    new TransferException(TransferException.Kind.CANCELLED, "cancelled before it began", true, null));
            start.session.unused();
        } else {
            start.session.cancel(keep);
        }
    }
}
