package dev.framewire.transfer;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;

/** Takes packs, and answers each when its files are durable. */
final class PackReceivingSession extends QueuedSession {
    private final PackWriter writer;
    private long arrived;

    PackReceivingSession(Lane lane, PackWriter writer, Executor threads) {
        super(lane, PackSendingSession.WINDOW, threads);
        this.writer = writer;
    }

    @Override
    boolean mine(Message message) {
        return message instanceof Message.Pack;
    }

    @Override
    void handle(Message message) throws IOException {
        Message.Pack pack = (Message.Pack) message;
        List<PackEntry> entries = PackCodec.decode(pack);
        PackWriter.Written written = writer.write(entries, pack);
        arrived += written.bytes();
        answer(new Message.Packed(id, written.outcomes()));
    }

    @Override
    long contentBytes() {
        return arrived;
    }
}
