package dev.framewire.auth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys one side knows: the primary, which a client uses, and others that a server accepts beside it.
 *
 * <p>Changing a key without an interruption takes three steps: every server accepts the new key beside the old one,
 * every client makes the new one its primary, every server drops the old one.
 *
 * <p>Immutable and thread-safe.
 */
public final class KeySet {
    private final SharedKey primary;
    private final Map<String, Entry> byId;

    private KeySet(SharedKey primary, Map<String, Entry> byId) {
        this.primary = primary;
        this.byId = Collections.unmodifiableMap(byId);
    }

    /** A key and, if it belongs to one client only, that client's identity. */
    record Entry(SharedKey key, Optional<String> clientId) {}

    /**
     * A set of one key.
     *
     * @param primary the key
     * @return the set
     */
    public static KeySet of(SharedKey primary) {
        Map<String, Entry> byId = new LinkedHashMap<>();
        byId.put(primary.id(), new Entry(primary, Optional.empty()));
        return new KeySet(primary, byId);
    }

    /**
     * This set and one more key that a server accepts from any client identity.
     *
     * @param key the key
     * @return the new set; this one is unchanged
     * @throws IllegalArgumentException if a key of that id is in the set
     */
    public KeySet accepting(SharedKey key) {
        return with(new Entry(key, Optional.empty()));
    }

    /**
     * This set and one more key that proves one client identity and no other.
     *
     * @param key the key
     * @param clientId the only identity its holder may claim ({@link HmacClient#as})
     * @return the new set; this one is unchanged
     * @throws IllegalArgumentException if a key of that id is in the set, or the identity is not of the form of
     *     {@link SharedKey#generate}
     */
    public KeySet accepting(SharedKey key, String clientId) {
        return with(new Entry(key, Optional.of(Names.check("client id", clientId))));
    }

    private KeySet with(Entry entry) {
        Map<String, Entry> more = new LinkedHashMap<>(byId);
        if (more.putIfAbsent(entry.key().id(), entry) != null) {
            throw new IllegalArgumentException(
                    "two keys of one id: " + entry.key().id());
        }
        return new KeySet(primary, more);
    }

    /**
     * The key a client uses.
     *
     * @return the key
     */
    public SharedKey primary() {
        return primary;
    }

    Optional<Entry> find(String keyId) {
        return Optional.ofNullable(byId.get(keyId));
    }

    /** Names the keys; no secret is in it. */
    @Override
    public String toString() {
        return "KeySet" + byId.keySet();
    }
}
