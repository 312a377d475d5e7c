package dev.framewire.auth;

import dev.framewire.auth.ReloginTokenStore.StoredToken;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The server's side of re-login tokens: makes them, checks them, takes them back. Thread-safe if the store is. */
public final class ReloginTokens {
    /** How long a token lives: 30 days. */
    public static final Duration DEFAULT_LIFETIME = Duration.ofDays(30);
    /** The longest life that can be asked for: 366 days. */
    public static final Duration MAX_LIFETIME = Duration.ofDays(366);

    /** Tokens of one user at once: with one more, the one that expires first is forgotten. */
    public static final int MAX_TOKENS_PER_USER = 64;

    // Checked in place of a token that is not there, so that the time does not tell. No proof fits zeros.
    private static final byte[] NO_KEY = new byte[Sha256.BYTES];

    private final ReloginTokenStore store;
    private final Duration lifetime;
    private final Clock clock;
    private final SecureRandom random;

    ReloginTokens(ReloginTokenStore store, Duration lifetime, Clock clock, SecureRandom random) {
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(MAX_LIFETIME) > 0) {
            throw new IllegalArgumentException("lifetime not in 1 s to " + MAX_LIFETIME + ": " + lifetime);
        }
        this.store = store;
        this.lifetime = lifetime;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Tokens of {@link #DEFAULT_LIFETIME}.
     *
     * @param store where they are kept
     * @return the tokens
     */
    public static ReloginTokens in(ReloginTokenStore store) {
        return new ReloginTokens(store, DEFAULT_LIFETIME, Clock.systemUTC(), new SecureRandom());
    }

    /**
     * Another lifetime for tokens issued from now on.
     *
     * @param newLifetime one second to {@link #MAX_LIFETIME}
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public ReloginTokens lifetime(Duration newLifetime) {
        return new ReloginTokens(store, newLifetime, clock, random);
    }

    /**
     * Makes a token for someone who has just logged in. Send its {@link ReloginToken#export()} inside that session.
     * Forgets tokens that have expired, and the user's first to expire beyond {@value #MAX_TOKENS_PER_USER}.
     *
     * @param user whom it is for
     * @return the token
     */
    public ReloginToken issue(String user) {
        String name = ScramText.user(user);
        Instant now = clock.instant();
        forget(name, now);
        ReloginToken token = ReloginToken.generate(name, now.plus(lifetime), random);
        byte[] clientKey = token.clientKey();
        String keys = ScramText.base64(Sha256.hash(clientKey)) + ":" + ScramText.base64(token.serverKey());
        Secrets.wipe(clientKey);
        store.add(new StoredToken(token.id(), token.user(), token.expires(), keys));
        return token;
    }

    private void forget(String user, Instant now) {
        List<StoredToken> held = new ArrayList<>();
        store.removeIf(token -> {
            boolean expired = !now.isBefore(token.expires());
            if (!expired && token.user().equals(user)) {
                held.add(token);
            }
            return expired;
        });
        if (held.size() >= MAX_TOKENS_PER_USER) {
            held.sort(Comparator.comparing(StoredToken::expires));
            Set<String> first = held.subList(0, held.size() - MAX_TOKENS_PER_USER + 1).stream()
                    .map(StoredToken::id)
                    .collect(Collectors.toSet());
            store.removeIf(token -> first.contains(token.id()));
        }
    }

    /**
     * Somebody logged in.
     *
     * @param user who
     * @param id the token's name
     * @param answer 32 bytes for the client
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    public record Login(String user, String id, byte[] answer) {
        /** Without the answer. */
        @Override
        public String toString() {
            return "Login[" + user + ", " + id + "]";
        }
    }

    /**
     * Checks a client's message.
     *
     * @param channel the channel it came over
     * @param message what the client sent
     * @return who logged in, and the answer
     * @throws AuthException {@code CREDENTIALS} if the token is unknown, revoked, expired or not the client's, or the
     *     message is of another channel; {@code MALFORMED} if it has not 48 bytes
     * @throws IllegalStateException if the channel is not fit for a login
     */
    public Login check(SecureSession channel, byte[] message) throws AuthException {
        return check(ReloginToken.freshBinding(channel), message);
    }

    Login check(ChannelBinding binding, byte[] message) throws AuthException {
        if (message.length != ReloginToken.MESSAGE_BYTES) {
            throw new AuthException(
                    AuthException.Kind.MALFORMED, "Corrupt token message: " + message.length + " bytes");
        }
        byte[] id = Arrays.copyOf(message, ReloginToken.ID_BYTES);
        byte[] proof = Arrays.copyOfRange(message, ReloginToken.ID_BYTES, message.length);
        Optional<StoredToken> found = store.find(HexFormat.of().formatHex(id));
        String[] keys = found.map(token -> token.keys().split(":", -1)).orElse(new String[0]);
        boolean usable = keys.length == 2;
        byte[] storedKey = usable ? ScramText.base64(keys[0]) : NO_KEY;
        byte[] serverKey = usable ? ScramText.base64(keys[1]) : NO_KEY;

        byte[] clientKey = ScramKeys.xor(proof, HmacSha256.mac(storedKey, ReloginToken.bound("client", id, binding)));
        boolean fits = Secrets.equal(Sha256.hash(clientKey), storedKey);
        byte[] answer = HmacSha256.mac(serverKey, ReloginToken.bound("server", id, binding));
        Secrets.wipe(clientKey);
        Instant now = clock.instant();
        if (!fits || !usable || found.isEmpty() || !now.isBefore(found.get().expires())) {
            throw new AuthException(AuthException.Kind.CREDENTIALS, "re-login token unknown, expired or not held");
        }
        return new Login(found.get().user(), found.get().id(), answer);
    }

    /**
     * Takes one token back. Sessions that it opened go on.
     *
     * @param id {@link ReloginToken#id()}
     */
    public void revoke(String id) {
        store.removeIf(token -> token.id().equals(id));
    }

    /**
     * Takes every token of a user back: after a new password, or when a device is lost.
     *
     * @param user whose
     */
    public void revokeAll(String user) {
        String name = ScramText.user(user);
        store.removeIf(token -> token.user().equals(name));
    }
}
