package dev.framewire.transfer;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What owners have unfinished, by the key of each partial, and whether the limits allow more of it. Not thread-safe. */
final class Charges {
    private final OwnerLimits limits;
    private final Map<String, Charge> byKey;

    /** One partial. */
    record Charge(String owner, long bytes) {}

    /** None. */
    Charges(OwnerLimits limits) {
        this(limits, Map.of());
    }

    private Charges(OwnerLimits limits, Map<String, Charge> byKey) {
        this.limits = limits;
        this.byKey = new HashMap<>(byKey);
    }

    Charges copy() {
        return new Charges(limits, byKey);
    }

    void put(String key, Charge charge) {
        byKey.put(key, charge);
    }

    void remove(String key) {
        byKey.remove(key);
    }

    /** Why a partial may not be had, new or larger; null if it may. */
    @Nullable String refusal(String key, Charge wanted) {
        Charge own = byKey.get(key);
        if (own != null && wanted.bytes() <= own.bytes()) {
            return null; // it goes on, also where the limits have been lowered since
        }
        int others = 0;
        long taken = 0;
        for (Map.Entry<String, Charge> charge : byKey.entrySet()) {
            if (!charge.getKey().equals(key) && charge.getValue().owner().equals(wanted.owner())) {
                others++;
                taken += charge.getValue().bytes();
            }
        }
        if (own == null && others >= limits.maxPartialsPerOwner()) {
            return others + " transfers of this owner are unfinished here, and at most " + limits.maxPartialsPerOwner()
                    + " may be";
        }
        return wanted.bytes() > limits.maxPartialBytesPerOwner() - taken
                ? "the unfinished transfers of this owner take " + taken + " bytes here, this one would take "
                        + wanted.bytes() + ", and at most " + limits.maxPartialBytesPerOwner() + " may be taken"
                : null;
    }
}
