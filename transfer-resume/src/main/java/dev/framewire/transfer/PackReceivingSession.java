package dev.framewire.transfer;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Takes packs: the reading thread keeps as many as may be under way, the worker writes and answers them in order. */
final class PackReceivingSession extends Session {
    private final PackWriter writer;
    private final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(PackSendingSession.WINDOW + 2);
    private final Semaphore finished = new Semaphore(0);
    private volatile boolean ended;
    private long arrived;

    PackReceivingSession(
            long id,
            PackWriter writer,
            FrameReader in,
            FrameWriter out,
            Executor threads,
            @Nullable OtherFrames others) {
        super(id, in, out, threads, others, new ProgressMeter());
        this.writer = writer;
    }

    @Override
    void begin() {
        // the other side sends
    }

    @Override
    void work() throws IOException {
        try {
            while (mine() == null) {
                Message message = queue.take();
                if (message instanceof Message.Pack pack) {
                    List<PackEntry> entries = PackCodec.decode(pack);
                    PackWriter.Written written = writer.write(entries, pack);
                    arrived += written.bytes();
                    answer(new Message.Packed(id, written.outcomes()));
                } else if (message instanceof Message.End) {
                    answer(new Message.End(id));
                    ended = true;
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            finished.release();
        }
    }

    /** Whoever has given up says nothing more. */
    private void answer(Message message) throws IOException {
        if (mine() == null) {
            sendOrAbort(message);
        }
    }

    @Override
    @Nullable TransferResult on(Message message) throws IOException {
        if (!(message instanceof Message.Pack || message instanceof Message.End)) {
            drop(message);
            throw MessageCodec.protocol("a message that does not belong into a run of packs");
        }
        if (queue.size() >= PackSendingSession.WINDOW || !queue.offer(message)) {
            throw MessageCodec.protocol("more packs under way than " + PackSendingSession.WINDOW);
        }
        if (message instanceof Message.Pack) {
            return null;
        }
        try {
            finished.acquire(); // what follows the end on the connection is not ours
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        return ended ? new TransferResult("", arrived, PackCodec.root(new byte[0], 0, 0), arrived, 0) : null;
    }

    @Override
    void woken() {
        boolean unused = queue.offer(new Message.Cancel(id, true)); // full: the worker is awake anyway
    }

    @Override
    void over(boolean keepPartial) {
        // files whose pack was not answered are published or not, each whole
    }
}
