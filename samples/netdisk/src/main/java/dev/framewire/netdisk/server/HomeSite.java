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
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Decides for one transfer, or for each file of a run of packs: is the name allowed, is it there, does it fit. */
final class HomeSite implements TransferSite {
    private final ServerContext context;
    private final String user;
    private final DiskAccount account;
    /** By the path that was offered. Two files of a pack never have one: the second is refused while the first is held. */
    private final Map<String, Held> held = new HashMap<>();

    /**
     * The folders of the pack whose files are being let in. They are all let in before the first of them gets its name, so a walk
     * to the folder of each would be no newer, when it counts, than the walk for the first.
     */
    private final Map<RemotePath, Path> walked = new HashMap<>();

    private long opened;

    private record Held(RemotePath path, DiskAccount.Claim claim) {}

    HomeSite(ServerContext context, String user, DiskAccount account) {
        this.context = context;
        this.user = user;
        this.account = account;
    }

    private interface Charge {
        DiskAccount.Claim claim(RemotePath path, long size, long quotaBytes) throws RefusedException, IOException;
    }

    private interface Sink {
        TransferSink of(RemotePath path, DiskAccount.Claim claim) throws RefusedException;
    }

    @Override
    public TransferSink accept(PutOffer offer) throws TransferRefusedException, IOException {
        return accept(offer, account::claim, (path, claim) -> account.sink(path, claim, offer.modifiedMillis()));
    }

    @Override
    public TransferSink acceptPacked(PutOffer offer) throws TransferRefusedException, IOException {
        if (held.isEmpty()) {
            walked.clear();
        }
        return accept(
                offer,
                (path, size, quotaBytes) -> account.claimPacked(path, size, quotaBytes, walked),
                (path, claim) -> account.sink(claim));
    }

    private TransferSink accept(PutOffer offer, Charge charge, Sink sink) throws TransferRefusedException, IOException {
        boolean accepted = false;
        try {
            RemotePath path = RemotePath.parse(offer.path());
            DiskAccount.Claim claim = charge.claim(path, offer.size(), context.quotaOf(user));
            held.put(offer.path(), new Held(path, claim));
            accepted = true;
            return sink.of(path, claim);
        } catch (RefusedException e) {
            throw refused(e.code(), e);
        } catch (BadPathException e) {
            throw refused(ErrorCode.BAD_NAME, e);
        } finally {
            if (!accepted) {
                context.metrics().putsFailed.incrementAndGet();
            }
        }
    }

    @Override
    public TransferSource open(GetOffer offer) throws TransferRefusedException, IOException {
        boolean found = false;
        try {
            Path file = account.home().existingFile(RemotePath.parse(offer.path()));
            TransferSource source = account.partials().sourceWithPermissions(file);
            opened++;
            found = true;
            return source;
        } catch (RefusedException e) {
            throw refused(e.code(), e);
        } catch (BadPathException e) {
            throw refused(ErrorCode.BAD_NAME, e);
        } finally {
            if (!found) {
                context.metrics().getsFailed.incrementAndGet();
            }
        }
    }

    @Override
    public boolean takesPacks() {
        return true;
    }

    @Override
    public void settled(PutOffer offer, boolean published) throws IOException {
        Held over = held.remove(offer.path());
        if (over != null) {
            settle(over, published);
        }
    }

    /** After the transfer, however it ended. */
    void close(boolean done) throws IOException {
        Metrics metrics = context.metrics();
        (done ? metrics.getsDone : metrics.getsFailed).addAndGet(opened);
        for (Held last : held.values()) {
            settle(last, done);
        }
        held.clear();
    }

    private void settle(Held over, boolean done) throws IOException {
        Metrics metrics = context.metrics();
        (done ? metrics.putsDone : metrics.putsFailed).incrementAndGet();
        account.settle(over.path, over.claim, done);
    }

    private static TransferRefusedException refused(ErrorCode code, Exception e) {
        TransferException.Kind kind = switch (code) {
            case NOT_FOUND -> TransferException.Kind.NOT_FOUND;
            case QUOTA -> TransferException.Kind.QUOTA;
            case EXISTS -> TransferException.Kind.EXISTS;
            case BUSY -> TransferException.Kind.LOCKED;
            default -> TransferException.Kind.REFUSED;
        };
        return new TransferRefusedException(kind, String.valueOf(e.getMessage()));
    }
}
