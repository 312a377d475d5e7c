package dev.framewire.transfer;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each owner has unfinished in a store: counted on the disk once it comes near a limit, then kept up, and counted again
 * before anybody is refused. Thread-safe.
 */
final class OwnerAccounts {
    private final OwnerLimits limits;
    private final StoreFolder folder;
    private final Counting counting;
    /** Null before the first count. */
    private @Nullable Charges charges;
    /** Before the first count: partials of all owners, or more than there are; −1 before the first look. */
    private int atMost = -1;
    /** What began and ended since somebody has begun to count, who may have missed it; null while nobody counts. */
    private @Nullable Map<String, Optional<Charges.Charge>> sinceCounting;
    /** Held by whoever counts. Counting waits for sessions, which tell us of their end: never under our own monitor. */
    private final Object counter = new Object();

    /** Lists the partials as they are on the disk. */
    interface Counting {
        List<PartialInfo> list() throws IOException;
    }

    OwnerAccounts(OwnerLimits limits, StoreFolder folder, Counting counting) {
        this.limits = limits;
        this.folder = folder;
        this.counting = counting;
    }

    /**
     * Whether the owner may have that partial, new or larger. Looks at the disk, and waits for sessions, where it must: to be asked
     * without any lock that one of those might take. Others may be let in meanwhile, so {@link #allows} is to be asked again.
     *
     * @throws TransferException QUOTA if not
     */
    void admit(PartialName name, String owner, long bytes) throws IOException {
        if (allows(name, owner, bytes)) {
            return;
        }
        String why;
        synchronized (counter) {
            look();
            if (allows(name, owner, bytes)) {
                return;
            }
            why = count().refusal(name.key(), new Charges.Charge(owner, bytes));
        }
        if (why != null) {
            throw new TransferException(TransferException.Kind.QUOTA, why);
        }
    }

    /** Whether the owner may have it as far as is known here. If so nobody else may be let in before {@link #begun}. */
    synchronized boolean allows(PartialName name, String owner, long bytes) {
        Charges known = charges;
        return known == null ? farFromLimits() : known.refusal(name.key(), new Charges.Charge(owner, bytes)) == null;
    }

    /** Whether all partials of the folder together would be within, each of the largest size: no journal need be read then. */
    private boolean farFromLimits() {
        return atMost >= 0
                && atMost < limits.maxPartialsPerOwner()
                && atMost < limits.maxPartialBytesPerOwner() / Geometry.MAX_SIZE;
    }

    /** The first look, at names only. */
    private void look() throws IOException {
        synchronized (this) {
            if (atMost >= 0) {
                return;
            }
        }
        int found = folder.partials().size();
        synchronized (this) {
            atMost = found; // nobody was let in meanwhile
        }
    }

    /** Answers a copy: what is kept up is changed by whoever begins and ends. */
    private Charges count() throws IOException {
        Map<String, Optional<Charges.Charge>> since = new HashMap<>();
        synchronized (this) {
            sinceCounting = since;
        }
        Charges counted = new Charges(limits);
        try {
            for (PartialInfo partial : counting.list()) {
                counted.put(
                        folder.name(partial.owner(), partial.target()).key(),
                        new Charges.Charge(partial.owner(), partial.size()));
            }
        } catch (IOException | RuntimeException e) {
            synchronized (this) {
                sinceCounting = null;
            }
            throw e;
        }
        synchronized (this) {
            sinceCounting = null;
            since.forEach((key, charge) ->
                    charge.ifPresentOrElse(begun -> counted.put(key, begun), () -> counted.remove(key)));
            charges = counted;
            return counted.copy();
        }
    }

    synchronized void begun(PartialName name, String owner, long bytes) {
        Charges.Charge charge = new Charges.Charge(owner, bytes);
        if (charges == null) {
            atMost++;
        } else {
            charges.put(name.key(), charge);
        }
        if (sinceCounting != null) {
            sinceCounting.put(name.key(), Optional.of(charge));
        }
    }

    /** It was published or forgotten. */
    synchronized void gone(PartialName name) {
        if (charges != null) {
            charges.remove(name.key());
        }
        if (sinceCounting != null) {
            sinceCounting.put(name.key(), Optional.empty());
        }
    }
}
