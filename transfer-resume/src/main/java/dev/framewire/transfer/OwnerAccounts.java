package dev.framewire.transfer;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each owner has unfinished in a store: counted on the disk once it comes near a limit, then kept up, and counted again
 * before anybody is refused. Thread-safe.
 */
final class OwnerAccounts {
    private final OwnerLimits limits;
    private final StoreFolder folder;
    private final Counting counting;
    /** By the key of the partial; null before the first count. */
    private @Nullable Map<String, Charge> charges;
    /** Before the first count: partials of all owners, or more than there are; −1 before the first look. */
    private int atMost = -1;

    private record Charge(String owner, long bytes) {}

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
     * Whether the owner may have that partial, new or larger. Nobody else may be let in before {@link #begun}.
     *
     * @throws TransferException QUOTA if not
     */
    synchronized void admit(PartialName name, String owner, long bytes) throws IOException {
        Map<String, Charge> known = charges;
        if (known == null && farFromLimits()) {
            return;
        }
        if (known == null || refusal(known, name, owner, bytes) != null) {
            known = count();
        }
        String why = refusal(known, name, owner, bytes);
        if (why != null) {
            throw new TransferException(TransferException.Kind.QUOTA, why);
        }
    }

    /** Whether all partials of the folder together would be within, each of the largest size: no journal need be read then. */
    private boolean farFromLimits() throws IOException {
        if (atMost < 0) {
            atMost = folder.partials().size();
        }
        return atMost < limits.maxPartialsPerOwner() && atMost < limits.maxPartialBytesPerOwner() / Geometry.MAX_SIZE;
    }

    private Map<String, Charge> count() throws IOException {
        Map<String, Charge> counted = new HashMap<>();
        for (PartialInfo partial : counting.list()) {
            counted.put(
                    folder.name(partial.owner(), partial.target()).key(), new Charge(partial.owner(), partial.size()));
        }
        charges = counted;
        return counted;
    }

    private @Nullable String refusal(Map<String, Charge> known, PartialName name, String owner, long bytes) {
        Charge own = known.get(name.key());
        if (own != null && bytes <= own.bytes()) {
            return null; // it goes on, also where the limits have been lowered since
        }
        int others = 0;
        long taken = 0;
        for (Map.Entry<String, Charge> charge : known.entrySet()) {
            if (!charge.getKey().equals(name.key()) && charge.getValue().owner().equals(owner)) {
                others++;
                taken += charge.getValue().bytes();
            }
        }
        if (own == null && others >= limits.maxPartialsPerOwner()) {
            return others + " transfers of this owner are unfinished here, and at most " + limits.maxPartialsPerOwner()
                    + " may be";
        }
        return bytes > limits.maxPartialBytesPerOwner() - taken
                ? "the unfinished transfers of this owner take " + taken + " bytes here, this one would take " + bytes
                        + ", and at most " + limits.maxPartialBytesPerOwner() + " may be taken"
                : null;
    }

    synchronized void begun(PartialName name, String owner, long bytes) {
        if (charges == null) {
            atMost++;
        } else {
            charges.put(name.key(), new Charge(owner, bytes));
        }
    }

    /** It was published or forgotten. */
    synchronized void gone(PartialName name) {
        if (charges != null) {
            charges.remove(name.key());
        }
    }
}
