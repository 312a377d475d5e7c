package dev.framewire.transfer;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Digests chunks of a {@link Basis}, and where a second thread may help, a batch of them at once: the one that
 * is asked for and those that will be asked for next. Each thread takes the next chunk of the batch as soon as it is done with one.
 *
 * <pre>
 *   this thread   | chunk 0 | chunk 2 |  chunk 3  | chunk 6 |
 *   the other     |   chunk 1  | chunk 4 | chunk 5 | chunk 7 |     all are read before anything else happens
 * </pre>
 *
 * Chunk by chunk, both would wait for each other at each one: that took a third longer. Nothing runs between two calls, so whoever
 * calls sees no more than if the others had been read a little early. Not thread-safe.
 */
final class BasisPair {
    /**
     * A batch has no more chunks than fit, but two at least. A message that comes meanwhile waits for as long as they take. The first
     * batch of a cut is of two, and each may be twice as long as the last: what is read before anything is to be copied is read again.
     */
    private static final int BATCH_BYTES = 16 << 20;

    private final BasisReader here;
    private final BasisReader.Piece piece;
    /** Null: there is no other thread. */
    private final @Nullable Executor threads;

    private @Nullable BasisReader there;
    private @Nullable Batch batch;
    /** What the batches before were of. */
    private @Nullable Geometry lastCut;
    /** How many chunks the next one may have, if it is of that. */
    private int mostChunks;

    /**
     * By {@code here}, on the thread that calls, which alone hands on pieces.
     *
     * @param threads may run what it is given now, later, or not at all
     */
    BasisPair(BasisReader here, BasisReader.Piece piece, @Nullable Executor threads) {
        this.here = here;
        this.piece = piece;
        this.threads = threads;
    }

    /**
     * The digest of a chunk, which was copied to {@code copy} if that is not null; null if the content ends before it.
     *
     * @param next of each chunk the one that is likely to be asked for behind it, of the same cut and for the same copy; −1 if there
     *     is none
     */
    byte @Nullable [] digest(Geometry cut, int chunk, IntUnaryOperator next, @Nullable PartialSession copy)
            throws IOException {
        Batch before = batch;
        if (before != null && before.answers(cut, chunk, copy)) {
            return before.take(chunk);
        }
        batch = null;
        int second = threads == null ? -1 : next.applyAsInt(chunk);
        if (second < 0) {
            return here.digest(cut, chunk, copy, piece);
        }
        int most = cut.equals(lastCut) ? mostChunks : 2;
        Batch read = new Batch(cut, chunk, next, most, copy);
        read.both(Objects.requireNonNull(threads));
        batch = read;
        lastCut = cut;
        mostChunks = Math.min(2 * most, Math.max(2, BATCH_BYTES / cut.chunkBytes()));
        return read.take(chunk);
    }

    /** What was read ahead of a chunk counts no more. */
    void forget(int chunk) {
        if (batch != null) {
            batch.drop(chunk);
        }
    }

    /** What was read ahead counts no more. */
    void forget() {
        batch = null;
    }

    private BasisReader there() {
        BasisReader reader = there;
        if (reader == null) {
            reader = here.another();
            there = reader;
        }
        return reader;
    }

    /** Chunks that are read at once, by both threads. */
    private final class Batch {
        private final Geometry cut;
        private final @Nullable PartialSession copy;
        private final int[] chunks;
        /** Of those chunks, in their order; of one that the content ends before it is null. */
        private final byte[] @Nullable [] digests;
        /** How many of them a thread has begun with, or more. */
        private final AtomicInteger taken = new AtomicInteger();
        /** Where the digest of a chunk is that was read, and not asked for since. */
        private final Map<Integer, Integer> answers = new HashMap<>();

        Batch(Geometry cut, int first, IntUnaryOperator next, int most, @Nullable PartialSession copy) {
            this.cut = cut;
            this.copy = copy;
            this.chunks = IntStream.iterate(first, chunk -> chunk >= 0, next)
                    .limit(most)
                    .toArray();
            this.digests = new byte[chunks.length][];
        }

        /** Reads all of them; when it returns, nobody is at it any more. */
        void both(Executor threads) throws IOException {
            FutureTask<Void> other = new FutureTask<>(() -> {
                read(there(), (bytes, position) -> {});
                return null;
            });
            try {
                threads.execute(other);
            } catch (RejectedExecutionException e) {
                // the engine is being closed; until this transfer hears of it, it reads by itself
            }
            try {
                read(here, piece);
            } finally {
                other.run(); // unless the other thread has begun: nothing is left to be read
                await(other);
            }
            result(other);
            for (int i = 0; i < chunks.length; i++) {
                answers.put(chunks[i], i);
            }
        }

        private void read(BasisReader reader, BasisReader.Piece pieces) throws IOException {
            try {
                for (int i = taken.getAndIncrement(); i < chunks.length; i = taken.getAndIncrement()) {
                    digests[i] = reader.digest(cut, chunks[i], copy, pieces);
                }
            } catch (IOException | RuntimeException | Error e) {
                taken.set(chunks.length); // whoever fails is not to be waited for
                throw e;
            }
        }

        boolean answers(Geometry asked, int of, @Nullable PartialSession to) {
            return cut.equals(asked) && copy == to && answers.containsKey(of);
        }

        byte @Nullable [] take(int chunk) {
            return digests[Objects.requireNonNull(answers.remove(chunk))];
        }

        void drop(int chunk) {
            answers.remove(chunk);
        }
    }

    /** Also when interrupted: the other thread must not be left with files that this one is about to close. */
    private static void await(FutureTask<?> task) {
        boolean interrupted = false;
        while (true) {
            try {
                task.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                break; // told by result()
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void result(FutureTask<?> done) throws IOException {
        try {
            done.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException("what is done is not waited for", e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            if (cause instanceof IOException io) {
                throw io;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) cause;
        }
    }
}
