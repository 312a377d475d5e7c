package dev.framewire.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Does the same with many things on a few threads, of which the caller's is one. When it returns none of them is at it. */
final class SideBySide {
    private SideBySide() {}

    /**
     * @param slices how many at once
     * @param step makes what is done with each thing; asked once for each slice
     * @throws IOException if one failed with an unchecked exception, which is its cause, or this thread was interrupted: the others
     *     have ended all the same
     */
    static <T> void each(Executor threads, List<T> things, int slices, Supplier<Consumer<T>> step) throws IOException {
        int count = Math.min(slices, things.size());
        List<FutureTask<Void>> running = new ArrayList<>();
        for (int slice = 0; slice < count; slice++) {
            int first = slice;
            FutureTask<Void> task = new FutureTask<>(
                    () -> {
                        Consumer<T> each = step.get();
                        for (int i = first; i < things.size(); i += count) {
                            each.accept(things.get(i));
                        }
                    },
                    null);
            running.add(task);
            start(threads, task, slice == count - 1);
        }
        await(running);
    }

    private static void start(Executor threads, Runnable task, boolean here) {
        try {
            if (!here) {
                threads.execute(task);
                return;
            }
        } catch (RejectedExecutionException e) {
            // the engine is being closed: what was begun is ended on this thread
        }
        task.run();
    }

    private static void await(List<? extends Future<?>> running) throws IOException {
        boolean interrupted = false;
        IOException failure = null;
        for (Future<?> slice : running) {
            boolean ended = false;
            while (!ended) {
                try {
                    slice.get();
                    ended = true;
                } catch (InterruptedException e) {
                    interrupted = true; // whoever goes on must find nobody at work
                } catch (ExecutionException e) {
                    failure = new IOException("one of several did not end", e.getCause());
                    ended = true;
                }
            }
        }
        if (interrupted
                || Thread.currentThread().isInterrupted()) { // also where all had ended before they were waited for
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        if (failure != null) {
            throw failure;
        }
    }
}
