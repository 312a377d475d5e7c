package dev.framewire.transfer;

import java.nio.file.Path;

/** Takes whatever is put as one file of a store, and sends one content whatever is asked for. */
final class OneFileSite implements TransferSite {
    private final FileStore store;
    private final Path target;
    private final byte[] content;

    OneFileSite(FileStore store, Path target, byte[] content) {
        this.store = store;
        this.target = target;
        this.content = content;
    }

    @Override
    public TransferSink accept(PutOffer offer) {
        return TransferSink.file(store, "me", target);
    }

    @Override
    public TransferSource open(GetOffer offer) {
        return TransferSource.bytes(content);
    }
}
