package dev.framewire.transfer;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Digests chunks of what stands under the target's name, and where a second thread may help, two at once: the one that is asked for
 * and the one that will be asked for next.
 *
 * <pre>
 *   this thread   | chunk 0 |  | chunk 2 |  | chunk 4 | …
 *   the other     | chunk 1 |  | chunk 3 |  | chunk 5 | …     both are read before anything else happens
 * </pre>
 *
 * Nothing runs between two calls, so whoever calls sees no more than if chunk 1 had been read a little early. Not thread-safe.
 */
final class BasisPair {
    private final BasisReader here;
    private final BasisReader.Piece piece;
    /** Null: there is no other thread. */
    private final @Nullable Executor threads;

    private @Nullable BasisReader there;
    private @Nullable Ahead ahead;

    /** A chunk that was read before it was asked for; {@code digest} is null if the content ends before it. */
    private record Ahead(Geometry cut, int chunk, @Nullable PartialSession copy, byte @Nullable [] digest) {
        boolean answers(Geometry asked, int of, @Nullable PartialSession to) {
            return cut.equals(asked) && chunk == of && copy == to;
        }
    }

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
     * @param next the chunk that is likely to be asked for next, of the same cut and for the same copy; −1 if there is none
     */
    byte @Nullable [] digest(Geometry cut, int chunk, int next, @Nullable PartialSession copy) throws IOException {
        Ahead before = ahead;
        ahead = null;
        if (before != null && before.answers(cut, chunk, copy)) {
            return before.digest;
        }
        if (next < 0 || threads == null) {
            return here.digest(cut, chunk, copy, piece);
        }
        FutureTask<Ahead> task = new FutureTask<>(() -> read(cut, next, copy));
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            // the engine is being closed; until this transfer hears of it, it reads by itself
        }
        byte[] digest;
        try {
            digest = here.digest(cut, chunk, copy, piece);
        } finally {
            task.run(); // unless the other thread has begun
            await(task);
        }
        ahead = result(task);
        return digest;
    }

    private Ahead read(Geometry cut, int chunk, @Nullable PartialSession copy) throws IOException {
        BasisReader reader = there;
        if (reader == null) {
            reader = here.another();
            there = reader;
        }
        return new Ahead(cut, chunk, copy, reader.digest(cut, chunk, copy, (bytes, position) -> {}));
    }

    /** What was read ahead counts no more. */
    void forget() {
        ahead = null;
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

    private static Ahead result(FutureTask<Ahead> done) throws IOException {
        try {
            return done.get();
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
