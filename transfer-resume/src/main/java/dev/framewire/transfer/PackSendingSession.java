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

    private final PackRequest request;
    private final Iterator<SmallFile> files;
    private final Consumer<SmallFileResult> results;
    private final Deque<List<SmallFileResult>> unanswered = new ArrayDeque<>();
    private final PackGatherer pack;
    /** Those that were read into it. */
    private final List<SmallFile> read = new ArrayList<>();

    private boolean ended;
    private long arrived;

    PackSendingSession(
            Lane lane,
            PackRequest request,
            Iterator<SmallFile> files,
            Consumer<SmallFileResult> results,
            Executor threads) {
        super(lane, threads, new ProgressMeter());
        this.request = request;
        this.pack = new PackGatherer(request.format);
        this.files = files;
        this.results = results;
    }

    @Override
    void begin() throws IOException {
        send(new Message.OpenPacks(id, request.condition));
    }

    @Override
    void work() throws IOException {
        while (files.hasNext()) {
            if (mine() != null) {
                return;
            }
            SmallFile file = files.next();
            try (TransferSource source = FileSource.open(file.file(), request.format.modes())) {
                pack.add(file.path(), source);
                read.add(file);
            } catch (IOException e) {
                results.accept(new SmallFileResult(file, 0, "", failure(e)));
            }
            if (pack.isFull()) {
                flush();
            }
        }
        if (!pack.isEmpty()) {
            flush();
        }
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

    private void flush() throws IOException {
        PackGatherer.Gathered gathered = pack.take(id);
        List<SmallFileResult> sent = new ArrayList<>(gathered.entries().size());
        for (PackEntry entry : gathered.entries()) {
            sent.add(new SmallFileResult(read.get(sent.size()), entry.size(), entry.rootHex(), null));
        }
        read.subList(0, sent.size()).clear();
        synchronized (this) {
            while (unanswered.size() >= WINDOW && mine() == null) {
                waitForPeer();
            }
            if (mine() != null) {
                return;
            }
            unanswered.add(sent);
        }
        sendOrAbort(gathered.message());
    }

    @Override
    @Nullable TransferResult on(Message message) throws IOException {
        if (message instanceof Message.Packed packed) {
            answered(packed.outcomes());
            return null;
        } else if (message instanceof Message.End) {
            synchronized (this) {
                if (ended) {
                    return new TransferResult("", arrived, PackCodec.noRoot(), arrived, 0);
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
    boolean publishes() {
        return false;
    }

    @Override
    void over(boolean keepPartial) {
        // every file was closed when it had been read
    }
}
