package dev.framewire.netdisk.cli;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.Sizes;
import dev.framewire.netdisk.wire.Text;
import dev.framewire.transfer.PackTransfer;
import dev.framewire.transfer.Phase;
import dev.framewire.transfer.Progress;
import dev.framewire.transfer.Transfer;
import dev.framewire.transfer.TransferException;
import dev.framewire.transfer.TransferResult;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Follows transfers on stderr, one after the other, with one bar over all of them. An interrupt stops the running one so
 * that it can be resumed.
 */
final class TransferView implements AutoCloseable {
    private static final long EVENT_NANOS = 50_000_000;
    private static final int STOP_SECONDS = 5;

    private final Root root;
    private final ProgressBar bar; // null when there is no terminal
    private final Runnable listening; // ends that the bar is told of the window
    private final AtomicReference<Runnable> running = new AtomicReference<>();
    private final Thread onExit = new Thread(this::interrupted, "netdisk-interrupt");
    private final long batchBytes;
    private final int batchFiles;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean interrupted;
    private volatile String goesOnWith = "";
    private volatile boolean begun;
    private long heldBefore;
    private long sentBefore;
    private int filesBefore;
    private long lastEvent;

    /**
     * @param files how many will be transferred
     * @param bytes how many bytes those are
     */
    TransferView(Root root, int files, long bytes) {
        this.root = root;
        this.batchFiles = files;
        this.batchBytes = bytes;
        boolean draw = root.progress() == Root.ProgressMode.auto && root.screen.errIsTerminal();
        this.bar = draw
                ? new ProgressBar(root.screen.err, root.screen::width, root.screen.isUnicode(), System::nanoTime)
                : null;
        this.listening = bar == null ? () -> {} : Screen.whenResized(bar::resized);
        if (!root.workspace.isInteractive()) {
            Runtime.getRuntime().addShutdownHook(onExit);
        }
    }

    /** What is different about the command that goes on after an interrupt, with a space behind it. */
    void goesOnWith(String words) {
        goesOnWith = words;
    }

    private String howToGoOn() {
        return "the same command " + goesOnWith + "goes on where this stopped";
    }

    private interface Awaited<R> {
        R await() throws IOException;
    }

    /** Waits for a transfer to end, showing how it goes. */
    TransferResult follow(String name, Transfer transfer) throws IOException, CommandFailure {
        long start = System.nanoTime();
        return stoppable(() -> transfer.cancel(true), () -> {
            transfer.onProgress(progress -> show(name, progress));
            TransferResult result = transfer.await();
            synchronized (this) {
                heldBefore += result.reusedBytes();
                sentBefore += result.size() - result.reusedBytes();
                filesBefore++;
            }
            if (batchFiles == 1) {
                finished(name, result, System.nanoTime() - start);
            }
            return result;
        });
    }

    /** Waits for a run of packs to end; {@link #arrived} is told of each file. A server may take no packs at all. */
    void followPacks(PackTransfer packs) throws IOException, CommandFailure {
        try {
            stoppable(packs::cancel, packs::await);
        } catch (TransferException e) {
            if (e.kind() != TransferException.Kind.REFUSED || !e.connectionUsable()) {
                throw e;
            }
        }
    }

    /** A file of a run of packs is in place. On any thread. */
    synchronized void arrived(String name, long bytes) {
        sentBefore += bytes;
        filesBefore++;
        if (root.progress() == Root.ProgressMode.json) {
            event(name, new Progress(Phase.DONE, bytes, bytes, bytes, 0, bytes, 0));
        } else if (bar != null) {
            bar.update(label(name, filesBefore), "", heldBefore, sentBefore, batchBytes);
        }
    }

    /** A file was in place before. */
    synchronized void held(long bytes) {
        heldBefore += bytes;
        filesBefore++;
    }

    private <R> R stoppable(Runnable cancel, Awaited<R> transfer) throws IOException, CommandFailure {
        if (interrupted) { // between two files
            cancel.run();
            stopped.countDown();
            waitForExit();
        }
        begun = true;
        running.set(cancel);
        AtomicBoolean interruptedInShell = new AtomicBoolean();
        root.workspace.running.set(() -> {
            interruptedInShell.set(true);
            cancel.run();
        });
        try {
            return transfer.await();
        } catch (IOException e) {
            if (interrupted) {
                stopped.countDown();
                waitForExit();
            }
            if (interruptedInShell.get() && ExitCode.of(e) == ExitCode.INTERRUPTED) {
                throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted; " + howToGoOn());
            }
            throw ExitCode.of(e) == ExitCode.NO_CONNECTION ? new BrokenOffException(howToGoOn(), e) : e;
        } finally {
            running.set(null);
            root.workspace.running.set(null);
            if (interrupted) {
                stopped.countDown(); // it was over at the same moment
            }
            clear();
        }
    }

    private String label(String name, int number) {
        return batchFiles == 1 ? name : "[" + number + "/" + batchFiles + "] " + name;
    }

    private synchronized void show(String name, Progress p) {
        if (root.progress() == Root.ProgressMode.json) {
            event(name, p);
        } else if (bar != null && p.phase() != Phase.OPENING) { // before its size is known a bar would be full
            long held = Math.min(p.reusedBytes(), p.writtenBytes());
            String phase = p.phase() == Phase.TRANSFERRING || p.phase() == Phase.DONE || batchFiles > 1
                    ? ""
                    : p.phase().name().toLowerCase(Locale.ROOT);
            bar.update(
                    label(name, filesBefore + 1),
                    phase,
                    heldBefore + held,
                    sentBefore + p.writtenBytes() - held,
                    batchFiles == 1 ? p.totalBytes() : batchBytes);
        }
    }

    private void event(String name, Progress p) {
        long now = System.nanoTime();
        if (now - lastEvent < EVENT_NANOS && p.phase() != Phase.DONE) {
            return;
        }
        lastEvent = now;
        root.screen.say(Json.line(new HeaderBuilder()
                .put(Messages.NAME, name)
                .put(Json.PHASE, p.phase().name().toLowerCase(Locale.ROOT))
                .put(Messages.SIZE, p.totalBytes())
                .put(Messages.WRITTEN, p.writtenBytes())
                .put(Messages.DURABLE, p.durableBytes())
                .put(Json.SENT, p.wireBodyBytes())
                .put(Json.REUSED, p.reusedBytes())));
    }

    private void finished(String name, TransferResult r, long nanos) {
        if (root.progress() == Root.ProgressMode.json) {
            return;
        }
        clear();
        double seconds = nanos / 1e9;
        long moved = r.size() - r.reusedBytes();
        root.screen.say(String.format(
                Locale.ROOT,
                "%s  %s in %.1f s (%s/s)%s, verified",
                Text.printable(name),
                Sizes.format(moved),
                seconds,
                Sizes.format((long) (moved / Math.max(seconds, 0.001))),
                r.reusedBytes() > 0 ? ", " + Sizes.format(r.reusedBytes()) + " were there already" : ""));
    }

    private synchronized void clear() {
        if (bar != null) {
            bar.clear();
        }
    }

    // on Ctrl-C or SIGTERM; the JVM ends with 130 or 143 after it
    private void interrupted() {
        interrupted = true;
        Runnable cancel = running.get();
        if (cancel != null) {
            cancel.run();
            clear();
            awaitStopped(); // it writes down what is there; a JVM that ended before would have to send that again
        }
        clear();
        // between two files, too: what is done is done, and the rest is still to come
        root.screen.say(begun ? "netdisk: interrupted; " + howToGoOn() : "netdisk: interrupted; nothing was begun");
    }

    private void awaitStopped() {
        try {
            if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                root.screen.say("netdisk: the transfer did not stop in time; some of it may be sent again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For a thread that was cut short because the JVM is going down: its own complaints would only confuse. */
    static void waitForExit() {
        try {
            Thread.sleep(10_000); // the JVM is going down; what was to be said has been said
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        listening.run();
        if (!root.workspace.isInteractive()) {
            try {
                Runtime.getRuntime().removeShutdownHook(onExit);
            } catch (IllegalStateException e) {
                return; // it is running
            }
        }
        if (batchFiles > 1) {
            root.screen.say(String.format(
                    Locale.ROOT,
                    "%d of %d files, %s sent, %s were there already",
                    filesBefore,
                    batchFiles,
                    Sizes.format(sentBefore),
                    Sizes.format(heldBefore)));
        }
    }
}
