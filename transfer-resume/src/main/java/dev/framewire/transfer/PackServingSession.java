package dev.framewire.transfer;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;

/** Sends the small files that a receiver asks for, in packs, and says what became of each. */
final class PackServingSession extends QueuedSession {
    /** Lists of wanted files that are not answered yet, at most. */
    static final int WINDOW = 2;

    private final TransferSite site;
    private final PackGatherer pack;
    private long sent;

    PackServingSession(Lane lane, PackFormat format, TransferSite site, Executor threads) {
        super(lane, WINDOW, threads);
        this.site = site;
        this.pack = new PackGatherer(format);
    }

    @Override
    boolean mine(Message message) {
        return message instanceof Message.Want;
    }

    @Override
    void handle(Message message) throws IOException {
        List<String> paths = PackCodec.paths((Message.Want) message);
        byte[] outcomes = new byte[paths.size()];
        for (int i = 0; i < outcomes.length && mine() == null; i++) {
            try (TransferSource source = site.open(new GetOffer(paths.get(i)))) {
                sent += pack.add(paths.get(i), source);
            } catch (TransferRefusedException e) {
                outcomes[i] = PackCodec.outcome(e.kind());
            } catch (IOException | RuntimeException e) {
                outcomes[i] = PackCodec.outcome(failure(e).kind());
            }
            if (pack.isFull()) {
                answer(pack.take(id).message());
            }
        }
        if (!pack.isEmpty()) {
            answer(pack.take(id).message());
        }
        answer(new Message.Packed(id, outcomes));
    }

    @Override
    boolean publishes() {
        return false;
    }

    @Override
    long contentBytes() {
        return sent;
    }
}
