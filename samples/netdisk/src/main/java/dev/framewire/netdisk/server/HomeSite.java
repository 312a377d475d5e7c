package dev.framewire.netdisk.server;

import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import dev.framewire.transfer.GetOffer;
import dev.framewire.transfer.PutOffer;
import dev.framewire.transfer.TransferException;
import dev.framewire.transfer.TransferRefusedException;
import dev.framewire.transfer.TransferSink;
import dev.framewire.transfer.TransferSite;
import dev.framewire.transfer.TransferSource;
import java.io.IOException;

/** Decides for one transfer: is the name allowed, is it there, does it fit. */
final class HomeSite implements TransferSite {
    private final ServerContext context;
    private final String user;
    private final DiskAccount account;
    private RemotePath path;
    private DiskAccount.Claim claim;
    private boolean get;

    HomeSite(ServerContext context, String user, DiskAccount account) {
        this.context = context;
        this.user = user;
        this.account = account;
    }

    @Override
    public TransferSink accept(PutOffer offer) throws TransferRefusedException, IOException {
        try {
            path = RemotePath.parse(offer.path());
            claim = account.claim(path, offer.size(), context.quotaOf(user));
            return account.sink(path).maxBytes(offer.size());
        } catch (RefusedException e) {
            throw refused(e.code(), e);
        } catch (BadPathException e) {
            throw refused(ErrorCode.BAD_NAME, e);
        }
    }

    @Override
    public TransferSource open(GetOffer offer) throws TransferRefusedException, IOException {
        get = true;
        try {
            path = RemotePath.parse(offer.path());
            return TransferSource.file(account.home().existingFile(path));
        } catch (RefusedException e) {
            throw refused(e.code(), e);
        } catch (BadPathException e) {
            throw refused(ErrorCode.BAD_NAME, e);
        }
    }

    /** After the transfer, however it ended. */
    void close(boolean done) throws IOException {
        if (claim != null) {
            account.settle(path, claim, done);
        }
        Metrics metrics = context.metrics();
        if (get) {
            (done ? metrics.getsDone : metrics.getsFailed).incrementAndGet();
        } else if (path != null) {
            (done ? metrics.putsDone : metrics.putsFailed).incrementAndGet();
        }
    }

    private static TransferRefusedException refused(ErrorCode code, Exception e) {
        TransferException.Kind kind = switch (code) {
            case NOT_FOUND -> TransferException.Kind.NOT_FOUND;
            case QUOTA -> TransferException.Kind.QUOTA;
            case EXISTS -> TransferException.Kind.EXISTS;
            default -> TransferException.Kind.REFUSED;
        };
        return new TransferRefusedException(kind, String.valueOf(e.getMessage()));
    }
}
