package dev.framewire.transfer;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts many small files: the worker reads them into packs, a few of which may be under way. */
final class PackSendingSession extends Session {
    /** Packs that are not answered yet, at most. */
    static final int WINDOW = 4;

    private final Condition condition;
    private final Iterator<SmallFile> files;
    private final Consumer<SmallFileResult> results;
    private final Deque<List<SmallFileResult>> unanswered = new ArrayDeque<>();
    private boolean ended;
    private long arrived;

    PackSendingSession(
            long id,
            Condition condition,
            Iterator<SmallFile> files,
            Consumer<SmallFileResult> results,
            FrameReader in,
            FrameWriter out,
            Executor threads,
            @Nullable OtherFrames others) {
        super(id, in, out, threads, others, new ProgressMeter());
        this.condition = condition;
        this.files = files;
        this.results = results;
    }

    @Override
    void begin() throws IOException {
        send(new Message.OpenPacks(id, condition));
    }

    @Override
    void work() throws IOException {
        Filling pack = new Filling();
        while (files.hasNext()) {
            if (mine() != null) {
                return;
            }
            SmallFile file = files.next();
            Content content;
            try {
                content = read(file);
            } catch (IOException e) {
                results.accept(new SmallFileResult(file, 0, failure(e)));
                continue;
            }
            if (!pack.fits(content)) {
                flush(pack);
                pack = new Filling();
            }
            pack.add(file, content);
        }
        flush(pack);
        synchronized (this) {
            while (!unanswered.isEmpty() && mine() == null) {
                waitForPeer();
            }
            if (mine() != null) {
                return;
            }
            ended = true;
        }
        sendOrAbort(new Message.End(id));
    }

    private void flush(Filling pack) throws IOException {
        if (pack.entries.isEmpty()) {
            return;
        }
        synchronized (this) {
            while (unanswered.size() >= WINDOW && mine() == null) {
                waitForPeer();
            }
            if (mine() != null) {
                return;
            }
            unanswered.add(pack.results);
        }
        sendOrAbort(PackCodec.encode(id, pack.entries, pack.contents));
    }

    private record Content(PackEntry entry, byte[] bytes) {}

    /** Reads a file whole. One that changes meanwhile is refused: its bytes may be of two contents. */
    private static Content read(SmallFile file) throws IOException {
        if (file.path().getBytes(StandardCharsets.UTF_8).length > PackCodec.MAX_PATH_BYTES) {
            throw new TransferException(TransferException.Kind.REFUSED, "a path of more than 4,096 bytes");
        }
        try (TransferSource source = TransferSource.file(file.file())) {
            if (source.size() > PackCodec.MAX_FILE_BYTES) {
                throw new TransferException(TransferException.Kind.TOO_BIG, "too large for a pack");
            }
            String version = source.version();
            ByteBuffer bytes = ByteBuffer.allocate((int) source.size());
            while (bytes.hasRemaining() && source.read(bytes, bytes.position()) >= 0) {
                // until it is full, or the file ends before it should
            }
            if (bytes.hasRemaining() || !source.version().equals(version)) {
                throw new TransferException(TransferException.Kind.CHANGED, "the file changed while it was read");
            }
            byte[] content = bytes.array();
            long modified = source.modifiedMillis().orElse(-1);
            byte[] root = PackCodec.root(content, 0, content.length);
            return new Content(new PackEntry(file.path(), modified, content.length, root), content);
        }
    }

    private static final class Filling {
        final List<PackEntry> entries = new ArrayList<>();
        final List<byte[]> contents = new ArrayList<>();
        final List<SmallFileResult> results = new ArrayList<>();
        private int bytes;

        boolean fits(Content next) {
            return entries.size() < PackCodec.MAX_FILES
                    && bytes + PackCodec.bytes(next.entry) <= PackCodec.MAX_BODY_BYTES;
        }

        void add(SmallFile file, Content content) {
            entries.add(content.entry);
            contents.add(content.bytes);
            results.add(new SmallFileResult(file, content.bytes.length, null));
            bytes += PackCodec.bytes(content.entry);
        }
    }

    @Override
    @Nullable TransferResult on(Message message) throws IOException {
        if (message instanceof Message.Packed packed) {
            answered(packed.outcomes());
            return null;
        } else if (message instanceof Message.End) {
            synchronized (this) {
                if (ended) {
                    return new TransferResult("", arrived, PackCodec.root(new byte[0], 0, 0), arrived, 0);
                }
            }
        }
        drop(message);
        throw MessageCodec.protocol("a message that does not belong into a run of packs");
    }

    private void answered(byte[] outcomes) throws TransferException {
        List<SmallFileResult> pack;
        synchronized (this) {
            List<SmallFileResult> oldest = unanswered.peek();
            if (oldest == null || oldest.size() != outcomes.length) {
                throw MessageCodec.protocol("x.packed of " + outcomes.length + " files, but of another pack");
            }
            pack = oldest;
        }
        for (int i = 0; i < outcomes.length; i++) {
            SmallFileResult sent = pack.get(i);
            TransferException.Kind kind = PackCodec.kind(outcomes[i]);
            arrived += kind == null ? sent.size() : 0;
            results.accept(
                    kind == null
                            ? sent
                            : new SmallFileResult(
                                    sent.file(),
                                    sent.size(),
                                    new TransferException(kind, "the other side did not take the file", true, null)));
        }
        synchronized (this) {
            unanswered.remove(); // only now: the end comes after the last result was told
            notifyAll();
        }
    }

    @Override
    void over(boolean keepPartial) {
        // every file was closed when it had been read
    }
}
