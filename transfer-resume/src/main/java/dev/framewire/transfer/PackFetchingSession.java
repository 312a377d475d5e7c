package dev.framewire.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gets many small files: the worker asks for a few lists of them ahead, and writes the packs that come. */
final class PackFetchingSession extends Session {
    private final PackFormat format;
    private final Iterator<WantedFile> files;
    private final Consumer<WantedFileResult> results;
    private final PackWriter writer;
    /** Two packs are kept; then the peer waits, as the network makes it. */
    private final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(2);
    /** Lists that were asked for and are not answered to the end. */
    private final Deque<Map<String, WantedFile>> asked = new ArrayDeque<>();
    /** What became of the files of the oldest list that have come. */
    private final Map<String, Come> come = new HashMap<>();

    private record Come(PackEntry entry, byte outcome) {}

    private volatile boolean ended;
    private long arrived;

    PackFetchingSession(
            Lane lane,
            PackRequest request,
            Iterator<WantedFile> files,
            Consumer<WantedFileResult> results,
            Executor threads) {
        super(lane, threads, new ProgressMeter());
        this.format = request.format;
        this.files = files;
        this.results = results;
        this.writer = new PackWriter(new Wanted(), request.condition, threads);
    }

    /** Each file goes where it was wanted. */
    private final class Wanted implements TransferSite {
        @Override
        public TransferSink accept(PutOffer offer) throws TransferRefusedException {
            Map<String, WantedFile> list = asked.peek();
            WantedFile file = list == null ? null : list.get(offer.path());
            if (file == null) {
                throw new TransferRefusedException(TransferException.Kind.REFUSED, "nobody wanted it");
            }
            return file.sink();
        }

        @Override
        public TransferSource open(GetOffer offer) throws TransferRefusedException {
            throw new TransferRefusedException(TransferException.Kind.REFUSED, "nothing is sent from here");
        }
    }

    @Override
    void begin() throws IOException {
        send(new Message.OpenWants(id, format));
    }

    @Override
    void work() throws IOException {
        try {
            while (mine() == null) {
                ask();
                if (asked.isEmpty()) {
                    ended = true;
                    sendOrAbort(new Message.End(id));
                    return;
                }
                Message message = queue.poll(100, TimeUnit.MILLISECONDS); // or the session ends meanwhile
                if (message instanceof Message.Pack pack) {
                    write(pack);
                } else if (message instanceof Message.Packed packed) {
                    answered(packed.outcomes());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private void ask() throws IOException {
        while (asked.size() < PackServingSession.WINDOW && files.hasNext() && mine() == null) {
            Map<String, WantedFile> list = new LinkedHashMap<>();
            while (list.size() < PackCodec.MAX_WANTED && files.hasNext()) {
                WantedFile file = files.next();
                boolean tooLong = file.path().getBytes(StandardCharsets.UTF_8).length > PackCodec.MAX_PATH_BYTES;
                if (tooLong || list.putIfAbsent(file.path(), file) != null) {
                    String why = tooLong ? "a path of more than 4,096 bytes" : "it was asked for already";
                    results.accept(
                            WantedFileResult.failed(file, new TransferException(TransferException.Kind.REFUSED, why)));
                }
            }
            if (!list.isEmpty()) {
                asked.add(list);
                sendOrAbort(PackCodec.want(id, new ArrayList<>(list.keySet())));
            }
        }
    }

    private void write(Message.Pack pack) throws IOException {
        if (pack.format().check() != format.check()) {
            throw MessageCodec.protocol("x.pack digested by " + pack.format().check() + ", not " + format.check());
        }
        List<PackEntry> entries = PackCodec.decode(pack);
        for (PackEntry entry : entries) {
            Map<String, WantedFile> list = asked.element();
            if (!list.containsKey(entry.path()) || come.putIfAbsent(entry.path(), new Come(entry, (byte) 0)) != null) {
                throw MessageCodec.protocol("x.pack with a file that was not asked for, or came before");
            }
        }
        PackWriter.Written written = writer.write(entries, pack);
        arrived += written.bytes();
        for (int i = 0; i < entries.size(); i++) {
            come.put(entries.get(i).path(), new Come(entries.get(i), written.outcomes()[i]));
        }
    }

    private void answered(byte[] outcomes) throws TransferException {
        Map<String, WantedFile> list = asked.remove();
        if (outcomes.length != list.size()) {
            throw MessageCodec.protocol("x.packed of " + outcomes.length + " files, not " + list.size());
        }
        int i = 0;
        for (WantedFile file : list.values()) {
            byte said = outcomes[i++];
            Come here = come.remove(file.path());
            if (said == 0 && here == null) {
                throw MessageCodec.protocol("x.packed of a file that did not come");
            }
            TransferException.Kind kind = PackCodec.kind(said != 0 || here == null ? said : here.outcome());
            if (kind == null && here != null) {
                results.accept(new WantedFileResult(
                        file, here.entry().size(), here.entry().rootHex(), null));
            } else {
                String why = "the file did not come, or could not be kept";
                results.accept(WantedFileResult.failed(
                        file, new TransferException(kind == null ? TransferException.Kind.REFUSED : kind, why)));
            }
        }
    }

    @Override
    @Nullable TransferResult on(Message message) throws IOException {
        if (message instanceof Message.End && ended) {
            return new TransferResult("", arrived, PackCodec.noRoot(), arrived, 0);
        } else if (!(message instanceof Message.Pack || message instanceof Message.Packed)) {
            drop(message);
            throw MessageCodec.protocol("a message that does not belong into a run of packs");
        }
        try {
            while (!queue.offer(message, 100, TimeUnit.MILLISECONDS)) {
                if (mine() != null) {
                    return null; // the worker has ended, and takes nothing more
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        return null;
    }

    @Override
    void over(boolean keepPartial) {
        // files without a result are published or not, each whole
    }
}
