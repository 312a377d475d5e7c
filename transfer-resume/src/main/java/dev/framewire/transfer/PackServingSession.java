package dev.framewire.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Sends the small files that a receiver asks for, in packs, and says what became of each. */
final class PackServingSession extends QueuedSession {
    /** Lists of wanted files that are not answered yet, at most. */
    static final int WINDOW = 2;

    private final TransferSite site;
    private final ChunkHasher roots = PackCodec.roots();
    private long sent;

    PackServingSession(Lane lane, TransferSite site, Executor threads) {
        super(lane, WINDOW, threads);
        this.site = site;
    }

    @Override
    boolean mine(Message message) {
        return message instanceof Message.Want;
    }

    @Override
    void handle(Message message) throws IOException {
        List<String> paths = PackCodec.paths((Message.Want) message);
        byte[] outcomes = new byte[paths.size()];
        List<PackContent> pack = new ArrayList<>();
        for (int i = 0; i < outcomes.length && mine() == null; i++) {
            PackContent content;
            try (TransferSource source = site.open(new GetOffer(paths.get(i)))) {
                content = PackContent.read(paths.get(i), source, roots);
            } catch (TransferRefusedException e) {
                outcomes[i] = PackCodec.outcome(e.kind());
                continue;
            } catch (IOException | RuntimeException e) {
                outcomes[i] = PackCodec.outcome(failure(e).kind());
                continue;
            }
            if (!PackContent.fits(pack, content)) {
                answer(PackContent.pack(id, pack));
                pack = new ArrayList<>();
            }
            pack.add(content);
            sent += content.entry().size();
        }
        if (!pack.isEmpty()) {
            answer(PackContent.pack(id, pack));
        }
        answer(new Message.Packed(id, outcomes));
    }

    @Override
    long contentBytes() {
        return sent;
    }
}
