package dev.framewire.transfer;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection and the transfers that run on it. There is no reading thread: whichever transfer waits for a message reads
 * for all of them, and hands the others theirs. So nothing is read when nobody waits, and when the last transfer is over
 * the connection stands between two frames. Frames leave in the order in which threads have asked for the writer, which is
 * what makes it fair. Thread-safe.
 */
final class Link {
    /** Transfers that may run at once; a peer that opens more ends the connection. */
    static final int MAX_LANES = 64;

    /** Takes what the peer opens; on the thread that reads, so it must not wait. */
    interface Opening {
        void opened(Lane lane, Message opening);
    }

    private final FrameReader in;
    private final FrameWriter out;
    private final @Nullable OtherFrames others;
    /** Null if the connection has one transfer only. */
    private final @Nullable WindowBudget budget;
    /** Null if it has several. */
    private final @Nullable PieceMemory memory;

    private final @Nullable Opening opening;
    private final Map<Long, Lane> lanes = new HashMap<>();
    /** Transfers of which somebody is to be told, who has not been yet. */
    private int untold;

    private boolean reading;
    private @Nullable Throwable broken;

    private Link(
            FrameReader in,
            FrameWriter out,
            @Nullable OtherFrames others,
            @Nullable WindowBudget budget,
            @Nullable PieceMemory memory,
            @Nullable Opening opening) {
        this.in = in;
        this.out = out;
        this.others = others;
        this.budget = budget;
        this.memory = memory;
        this.opening = opening;
    }

    /** For one transfer. */
    static Link alone(FrameReader in, FrameWriter out, @Nullable OtherFrames others, PieceMemory memory) {
        return new Link(in, out, others, null, memory, null);
    }

    /** For several, of which each may have content in memory as the budget allows. */
    static Link shared(
            FrameReader in,
            FrameWriter out,
            @Nullable OtherFrames others,
            WindowBudget budget,
            @Nullable Opening opening) {
        return new Link(in, out, others, budget, null, opening);
    }

    /** A new transfer's part. */
    synchronized Lane lane(long id) {
        WindowBudget windows = budget;
        PieceMemory pieces = memory;
        Lane lane = windows == null
                ? new Lane(this, id, pieces == null ? new Buffers() : Buffers.of(pieces), null)
                : new Lane(this, id, Buffers.unbounded(), new Window(windows));
        lanes.put(id, lane);
        return lane;
    }

    void send(Message message) throws IOException {
        MessageCodec.write(message, out);
    }

    /**
     * Ends the connection at once. Over a {@link dev.framewire.framing.Transport} every thread's reads and writes fail, whatever is
     * beneath it: a socket is reset, a child process killed. A bare stream is closed, which is as much as it lets anybody do: that of a socket
     * or a channel fails then, that of a process may block both its reader and whoever closes it.
     */
    void abort() {
        in.abort();
        out.abort();
    }

    /** Ends the connection so that a peer that reads hears of the end. Waits for one that does not, for as long as the streams do. */
    void end() {
        closeQuietly(in);
        closeQuietly(out);
        abort(); // the reader of a process hears nothing of its stream being closed
    }

    private static void closeQuietly(Closeable stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // why it is closed says more than that it could not be
        }
    }

    void leave(Lane lane) {
        Window window = lane.window;
        if (window != null) {
            window.close();
        }
        synchronized (this) {
            lanes.remove(lane.id);
            notifyAll();
        }
        if (memory != null) {
            lane.buffers.close();
        }
    }

    /** Somebody will be told how a transfer ended. */
    synchronized void telling() {
        untold++;
    }

    /** And has been. */
    synchronized void told() {
        untold--;
        notifyAll();
    }

    /**
     * Waits until no transfer runs, and whoever is told of them has been. An interrupt ends the connection: whoever waited may use it no more.
     *
     * @throws IOException if the connection is broken
     */
    void awaitEmpty() throws IOException {
        InterruptedIOException interrupt = null;
        synchronized (this) {
            while (!lanes.isEmpty() || untold > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupt = new InterruptedIOException("interrupted while transfers were served");
                    abort();
                }
            }
            if (interrupt == null && broken != null) {
                throw new IOException("the connection broke while transfers were served", broken);
            }
        }
        if (interrupt != null) {
            Thread.currentThread().interrupt();
            throw interrupt;
        }
    }

    Message next(Lane lane) throws IOException {
        synchronized (this) {
            while (true) {
                Message message = lane.poll();
                if (message != null) {
                    return message;
                }
                if (broken != null) {
                    throw new IOException("another transfer found the connection broken", broken);
                }
                if (!reading) {
                    reading = true;
                    break;
                }
                Lane.await(this);
            }
        }
        Throwable failure = null;
        try {
            while (true) {
                Message message = read(lane);
                if (message != null) {
                    return message;
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            synchronized (this) {
                reading = false;
                broken = failure;
                notifyAll();
            }
        }
    }

    /** Reads one frame; null if it was not for that lane. */
    private @Nullable Message read(Lane mine) throws IOException {
        Frame frame = in.next();
        if (frame == null) {
            throw Lane.ended();
        }
        if (!MessageCodec.isTransferFrame(frame)) {
            if (others == null) {
                throw MessageCodec.protocol("a frame that is not of the transfer, and nobody to take it");
            }
            others.handle(frame);
            return null;
        }
        Lane lane;
        synchronized (this) {
            lane = lanes.get(MessageCodec.id(frame));
        }
        if (lane == null) {
            if (MessageCodec.isOpen(frame)) {
                open(MessageCodec.read(frame, new Buffers()));
            }
            return null; // else a late frame of a transfer that is over
        }
        if (MessageCodec.isData(frame)) {
            lane.arrive(frame.bodyLength());
        }
        Message message = MessageCodec.read(frame, lane.buffers);
        if (lane == mine) {
            return message;
        }
        synchronized (this) {
            if (lanes.get(lane.id) == lane) {
                lane.add(message);
                notifyAll();
            }
        }
        return null;
    }

    private void open(Message message) throws IOException {
        Opening taker = opening;
        if (taker == null) {
            send(new Message.Failure(
                    message.id(),
                    TransferException.Kind.REFUSED,
                    "there is one transfer at a time on this connection"));
            return;
        }
        Lane lane;
        synchronized (this) {
            if (lanes.size() >= MAX_LANES) {
                throw MessageCodec.protocol("more than " + MAX_LANES + " transfers at once");
            }
            lane = lane(message.id());
        }
        taker.opened(lane, message);
    }
}
