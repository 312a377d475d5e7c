package dev.framewire.transfer;

import dev.framewire.transfer.StorageCase.Version;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/** A put between the real ends on one thread, without a pipe between them: the sender's half of it. */
final class Conversation implements AutoCloseable {
    private final Sender sender;
    private final Version version;
    private final Promises promises;
    private final Sabotage sabotage;
    private final Queue<Message> answers = new ArrayDeque<>();
    private final Buffers buffers = new Buffers();
    private int sent;

    Conversation(TransferSource source, Version version, Promises promises, Sabotage sabotage) throws IOException {
        this.version = version;
        this.promises = promises;
        this.sabotage = sabotage;
        this.sender = new Sender(1, source, version.geometry(), new ProgressMeter());
    }

    /** The receiver says that; it is heard later. */
    void answer(Message message) {
        answers.add(message);
    }

    /** Runs to {@code x.done}, and answers how many chunks were sent. */
    int run(Receiver receiver, Partial partial) throws IOException {
        try {
            while (true) {
                if (!answers.isEmpty()) {
                    if (hear(answers.remove())) {
                        return sent;
                    }
                    continue;
                }
                Message next = sender.next(buffers, StorageCase.CHUNK);
                if (next != null) {
                    tell(next, receiver, partial);
                } else if (!receiver.idle() && answers.isEmpty()) {
                    throw new StorageOracle.Broken("I7: nothing moves any more");
                }
            }
        } catch (TransferException e) {
            if (e.kind() == TransferException.Kind.CORRUPT) {
                sender.doubt(); // as its session does when it hears of it
            }
            throw e;
        }
    }

    private boolean hear(Message message) throws IOException {
        if (message instanceof Message.State state) {
            sender.onState(state);
        } else if (message instanceof Message.Ack ack) {
            sender.onAck(ack);
        } else if (message instanceof Message.Need need) {
            sender.onNeed(need);
        } else if (message instanceof Message.Done done) {
            sender.checked(done);
            return true;
        }
        return false;
    }

    private void tell(Message message, Receiver receiver, Partial partial) throws IOException {
        if (message instanceof Message.Data data) {
            int chunk = (int) (data.offset() / StorageCase.CHUNK);
            promises.withdraw(chunk);
            receiver.onData(sabotage.data(data));
            promises.wrote(chunk, version.digests()[chunk]);
            sent++;
            buffers.give(Objects.requireNonNull(data.content()));
        } else if (message instanceof Message.Hashes hashes) {
            receiver.onHashes(sabotage.hashes(hashes, partial));
        } else if (message instanceof Message.Fin fin) {
            receiver.onFin(sabotage.fin(fin, partial, version.geometry()));
        }
    }

    @Override
    public void close() throws IOException {
        sender.close();
    }
}
