package dev.framewire.transfer;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.transfer.StorageCase.Version;
import dev.framewire.transfer.testkit.SimulatedCrash;
import dev.framewire.transfer.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a put, both ends on one thread: the real {@link Sender} and {@link Receiver}, real frames over two pipes that
 * are cut at a byte, simulated storage, a clock. A seed decides who moves next and how far the clock goes.
 *
 * <pre>
 *   Sender ──frames──▶ [ pipe, cut at byte n ] ──▶ Receiver ──▶ SimulatedDisk
 *          ◀──────────── [ pipe, cut at byte m ] ◀──
 * </pre>
 */
final class TwoEnds {
    /** What goes wrong on the connection; the disk has a plan of its own. */
    record Cut(long toReceiver, long toSender, long senderDiesAfterMessages) {
        static final Cut NONE = new Cut(SimulatedPipe.NEVER, SimulatedPipe.NEVER, Long.MAX_VALUE);
    }

    private static final int PATIENCE = 100_000;

    final SimulatedPipe toReceiver;
    final SimulatedPipe toSender;
    private final Cut cut;
    private final Version version;
    private final Promises promises;
    private final SplittableRandom random;
    private final StorageCase run;
    private final Sender sender;
    private final Where where;
    private final Buffers buffers = new Buffers();
    private final FrameWriter senderOut;
    private final FrameWriter receiverOut;
    private final FrameReader senderIn;
    private final FrameReader receiverIn;
    private long nanos;
    private long sentMessages;
    private long receivedFrames;
    private long answeredFrames;
    private @Nullable PartialSession partial;
    private @Nullable Receiver receiver;
    /** Content bytes that the sender put on the wire. */
    long contentSent;

    /** Opens what the receiver puts the content into. */
    interface Where {
        TransferSink sink() throws IOException;
    }

    private TwoEnds(StorageCase run, Version version, Where where, Promises promises, Cut cut, long seed)
            throws IOException {
        this.run = run;
        this.where = where;
        this.version = version;
        this.promises = promises;
        this.cut = cut;
        this.random = new SplittableRandom(seed);
        this.toReceiver = new SimulatedPipe(cut.toReceiver);
        this.toSender = new SimulatedPipe(cut.toSender);
        this.senderOut = new FrameWriter(toReceiver.out());
        this.receiverIn = new FrameReader(toReceiver.in());
        this.receiverOut = new FrameWriter(toSender.out());
        this.senderIn = new FrameReader(toSender.in());
        this.sender = new Sender(1, TransferSource.bytes(version.bytes()), version.geometry(), new ProgressMeter());
    }

    /** Runs to {@code x.done}, or until a side dies or sees the cut; what is then on the disk is the next session's affair. */
    static TwoEnds connect(
            StorageSimulator simulator, Version version, SimulatedDisk disk, Promises promises, Cut cut, long seed) {
        try {
            StorageCase run = simulator.run;
            return connect(run, version, () -> StorageSimulator.sink(run, simulator.open(disk)), promises, cut, seed);
        } catch (SimulatedCrash crash) {
            throw crash;
        } catch (IOException e) {
            throw new StorageOracle.Broken("a cut or a crash made an error of another kind: " + e);
        }
    }

    /** As above, into any storage, which may fail. */
    static TwoEnds connect(StorageCase run, Version version, Where where, Promises promises, Cut cut, long seed)
            throws IOException {
        TwoEnds ends = new TwoEnds(run, version, where, promises, cut, seed);
        ends.run();
        return ends;
    }

    private void run() throws IOException {
        promises.begin(version);
        send(new Message.Open(
                1,
                true,
                "file",
                run.size(),
                StorageCase.CHUNK,
                -1,
                run.absent() ? Condition.ABSENT : Condition.ANY,
                null,
                0,
                null,
                -1,
                version.check()));
        try {
            for (int turn = 0; turn < PATIENCE; turn++) {
                List<Move> moves = new ArrayList<>();
                if (toReceiver.readable(receivedFrames)) {
                    moves.add(this::receive);
                }
                if (toSender.readable(answeredFrames)) {
                    moves.add(this::answer);
                }
                moves.add(this::sendNext);
                moves.add(this::readBack);
                nanos += random.nextLong(20_000_000);
                if (!moves.get(random.nextInt(moves.size())).make()) {
                    return;
                }
            }
        } finally {
            if (partial != null) {
                partial.close(); // what a session does whose connection is gone
            }
        }
        throw new StorageOracle.Broken("I7: nothing moves any more");
    }

    /** One step of one side; false when the connection is over. */
    private interface Move {
        boolean make() throws IOException;
    }

    private void send(Message message) throws IOException {
        MessageCodec.write(message, senderOut);
        toReceiver.frameEnds();
        if (++sentMessages == cut.senderDiesAfterMessages) {
            toReceiver.end();
            toSender.end();
        }
    }

    private boolean sendNext() throws IOException {
        Message next = sentMessages >= cut.senderDiesAfterMessages
                ? null
                : sender.next(buffers, run.seed() % 2 == 0 ? StorageCase.CHUNK : 5000);
        if (next != null) {
            send(next);
            if (next instanceof Message.Data data) {
                contentSent += data.length();
                buffers.give(data.content());
            }
        }
        return true;
    }

    private boolean readBack() throws IOException {
        if (receiver != null) {
            receiver.idle();
        }
        return true;
    }

    private @Nullable Message read(FrameReader in) throws IOException {
        try {
            Frame frame = in.next();
            return frame == null ? null : MessageCodec.read(frame, buffers);
        } catch (IOException e) {
            return null; // the cut; nothing else ends these streams
        }
    }

    private boolean answer() throws IOException {
        Message message = read(senderIn);
        answeredFrames++;
        if (message instanceof Message.State state) {
            sender.onState(state);
        } else if (message instanceof Message.Ack ack) {
            sender.onAck(ack);
        } else if (message instanceof Message.Need need) {
            sender.onNeed(need);
        } else if (message instanceof Message.Done done) {
            sender.checked(done);
            require(promises.done, "I8: done arrived, and was never said");
            return false;
        } else {
            toReceiver.end(); // the sender has seen the cut, and hangs up
            return false;
        }
        return true;
    }

    private boolean receive() throws IOException {
        Message message = read(receiverIn);
        receivedFrames++;
        if (message == null) {
            return false;
        }
        if (message instanceof Message.Open) {
            accept();
            return true;
        }
        Receiver open = Objects.requireNonNull(receiver);
        if (message instanceof Message.Data data) {
            int chunk = (int) (data.offset() / StorageCase.CHUNK);
            promises.withdraw(chunk);
            open.onData(data);
            buffers.give(data.content());
            if (data.offset() + data.length()
                    == version.geometry().offset(chunk) + version.geometry().length(chunk)) {
                promises.wrote(chunk, version.digests()[chunk]);
            }
        } else if (message instanceof Message.Hashes hashes) {
            open.onHashes(hashes);
        } else if (message instanceof Message.Fin fin) {
            open.onFin(fin);
        }
        return true;
    }

    private void accept() throws IOException {
        TransferSink sink = where.sink();
        StorageSimulator.admit(sink);
        PartialSession held = ((Place.Keeping) sink.place).acquire(sink.owner, version.geometry());
        partial = held;
        Receiver.Limits limits = new Receiver.Limits(
                (1 + random.nextInt(3)) * 9000L, 30_000_000, StorageCase.CHUNK * 2L, run.lazy() ? 40_000 : 1);
        Receiver open = new Receiver(
                1, held, version.geometry(), sink, -1, this::answerWith, () -> nanos, limits, new ProgressMeter());
        receiver = open;
        open.begin();
    }

    private void answerWith(Message message) throws IOException {
        if (message instanceof Message.Ack) {
            promises.acknowledged(Objects.requireNonNull(receiver), Objects.requireNonNull(partial));
        } else if (message instanceof Message.Done) {
            promises.done(version);
        }
        MessageCodec.write(message, receiverOut);
        toSender.frameEnds();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new StorageOracle.Broken(otherwise);
        }
    }
}
