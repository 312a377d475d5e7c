package dev.framewire.transfer;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One connection of content that goes in order, both ends on one thread: the real ones, real frames over two pipes that are cut at a
 * byte. The sender's turn is whenever nothing is there for it to read.
 */
final class PipedEnds {
    /** Makes the receiving end. */
    interface Makes {
        Receiving receiver(Receiver.Outbox out) throws IOException;
    }

    final SimulatedPipe forward;
    final SimulatedPipe back;
    private final Buffers buffers = new Buffers();
    private final FrameReader senderIn;
    private final FrameReader receiverIn;
    private final FrameWriter senderOut;
    private final Sending sender;
    private final Receiving receiver;
    private long sentFrames;
    private long answeredFrames;
    /** What the sender put on the wire. */
    long contentSent;
    /** What the receiver said is durable. */
    long durable;

    PipedEnds(Sending sender, Makes makes, long cutForward, long cutBack) throws IOException {
        this.sender = sender;
        forward = new SimulatedPipe(cutForward);
        back = new SimulatedPipe(cutBack);
        senderIn = new FrameReader(back.in());
        receiverIn = new FrameReader(forward.in());
        senderOut = new FrameWriter(forward.out());
        FrameWriter receiverOut = new FrameWriter(back.out());
        sender.begin(() -> {});
        receiver = makes.receiver(message -> {
            if (message instanceof Message.Ack ack) {
                durable = Math.max(durable, ack.durable());
            }
            MessageCodec.write(message, receiverOut);
            back.frameEnds();
        });
    }

    /** Runs to the end of the content, or of the connection; true if the sender heard of the content's. */
    boolean run() throws IOException {
        try {
            receiver.begin();
            while (true) {
                Boolean over = back.readable(answeredFrames) ? answer() : send();
                if (over != null) {
                    return over;
                }
            }
        } finally {
            receiver.abandon(true);
        }
    }

    private @Nullable Boolean answer() throws IOException {
        Message message = read(senderIn);
        answeredFrames++;
        if (message instanceof Message.State state) {
            sender.onState(state);
        } else if (message instanceof Message.Ack ack) {
            sender.onAck(ack);
        } else {
            return message instanceof Message.Done done && sender.checked(done) >= 0;
        }
        return null;
    }

    private @Nullable Boolean send() throws IOException {
        Message next = sender.next(buffers, 5000);
        if (next == null) {
            throw new AssertionError("nothing moves any more");
        }
        MessageCodec.write(next, senderOut);
        forward.frameEnds();
        if (next instanceof Message.Data data) {
            contentSent += data.length();
            buffers.give(data.content());
        }
        if (!forward.readable(sentFrames++)) {
            return false;
        }
        Message message = read(receiverIn);
        if (message instanceof Message.Data data) {
            receiver.onData(data);
            buffers.give(data.content());
        } else if (message instanceof Message.Hashes hashes) {
            receiver.onHashes(hashes);
        } else if (message instanceof Message.Size size) {
            receiver.onSize(size);
        } else if (message instanceof Message.Alive alive) {
            receiver.onAlive(alive);
        } else if (message instanceof Message.Fin fin) {
            receiver.onFin(fin);
        }
        return message == null ? false : null;
    }

    private @Nullable Message read(FrameReader in) throws IOException {
        try {
            Frame frame = in.next();
            return frame == null ? null : MessageCodec.read(frame, buffers);
        } catch (IOException e) {
            return null; // the cut
        }
    }
}
