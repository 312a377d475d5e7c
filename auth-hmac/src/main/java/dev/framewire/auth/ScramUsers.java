package dev.framewire.auth;

import java.util.Map;
import java.util.Optional;

/** The server's store of verifiers. Called by many threads at once. */
public interface ScramUsers {
    /**
     * Looks a user up. Give the verifier of a locked account too and refuse it after the login: without one, a stranger
     * sees that something about it changed.
     *
     * @param user the name as SASLprep (RFC 4013) leaves it: store names in that form
     * @return the verifier, or nothing if there is no such user
     */
    Optional<ScramVerifier> find(String user);

    /**
     * How many users have which iteration count. Unknown users are shown counts drawn from it, for a count that no real
     * user has would give them away. Asked at every login: keep it at hand.
     *
     * @return number of users by iteration count; by default and if empty, all have {@link
     *     ScramVerifier#DEFAULT_ITERATIONS}
     */
    default Map<Integer, Integer> iterationCounts() {
        return Map.of(ScramVerifier.DEFAULT_ITERATIONS, 1);
    }
}
