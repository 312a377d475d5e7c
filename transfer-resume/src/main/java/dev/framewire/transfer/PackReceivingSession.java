package dev.framewire.transfer;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Takes packs, and answers each when its files are durable. */
final class PackReceivingSession extends QueuedSession {
    private final PackWriter writer;
    private long arrived;

    PackReceivingSession(
            long id,
            PackWriter writer,
            FrameReader in,
            FrameWriter out,
            Executor threads,
            @Nullable OtherFrames others) {
        super(id, PackSendingSession.WINDOW, in, out, threads, others);
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
