package dev.framewire.transfer;

import java.io.IOException;
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
    private final ChunkHasher roots = PackCodec.roots();
    private boolean ended;
    private long arrived;

    PackSendingSession(
            Lane lane,
            Condition condition,
            Iterator<SmallFile> files,
            Consumer<SmallFileResult> results,
            Executor threads) {
        super(lane, threads, new ProgressMeter());
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
        List<PackContent> pack = new ArrayList<>();
        List<SmallFileResult> sent = new ArrayList<>();
        while (files.hasNext()) {
            if (mine() != null) {
                return;
            }
            SmallFile file = files.next();
            PackContent content;
            try (TransferSource source = TransferSource.file(file.file())) {
                content = PackContent.read(file.path(), source, roots);
            } catch (IOException e) {
                results.accept(new SmallFileResult(file, 0, "", failure(e)));
                continue;
            }
            if (!PackContent.fits(pack, content)) {
                flush(pack, sent);
                pack = new ArrayList<>();
                sent = new ArrayList<>();
            }
            pack.add(content);
            sent.add(new SmallFileResult(
                    file, content.entry().size(), content.entry().rootHex(), null));
        }
        flush(pack, sent);
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

    private void flush(List<PackContent> pack, List<SmallFileResult> sent) throws IOException {
        if (pack.isEmpty()) {
            return;
        }
        synchronized (this) {
            while (unanswered.size() >= WINDOW && mine() == null) {
                waitForPeer();
            }
            if (mine() != null) {
                return;
            }
            unanswered.add(sent);
        }
        sendOrAbort(PackContent.pack(id, pack));
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
                                    sent.rootHex(),
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
