package dev.framewire.auth;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Where a server keeps its re-login tokens, hashed. Called by many threads at once. */
public interface ReloginTokenStore {
    /**
     * What a server keeps of a token; it does not log anyone in.
     *
     * @param id 32 hexadecimal digits
     * @param user whom it logs in
     * @param expires from when on it is refused
     * @param keys two Base64 keys with a colon between: what checks the client, what convinces it
     */
    record StoredToken(String id, String user, Instant expires, String keys) {
        /** Without the keys. */
        @Override
        public String toString() {
            return "StoredToken[" + id + ", expires " + expires + ", redacted]";
        }
    }

    /**
     * Keeps a token.
     *
     * @param token a new one
     */
    void add(StoredToken token);

    /**
     * Looks a token up.
     *
     * @param id its name
     * @return the token, or nothing
     */
    Optional<StoredToken> find(String id);

    /**
     * Forgets tokens.
     *
     * @param which the ones to forget
     */
    void removeIf(Predicate<StoredToken> which);

    /**
     * A store that the process takes with it when it ends.
     *
     * @return an empty store
     */
    static ReloginTokenStore inMemory() {
        Map<String, StoredToken> tokens = new ConcurrentHashMap<>();
        return new ReloginTokenStore() {
            @Override
            public void add(StoredToken token) {
                tokens.put(token.id(), token);
            }

            @Override
            public Optional<StoredToken> find(String id) {
                return Optional.ofNullable(tokens.get(id));
            }

            @Override
            public void removeIf(Predicate<StoredToken> which) {
                tokens.values().removeIf(which);
            }
        };
    }
}
