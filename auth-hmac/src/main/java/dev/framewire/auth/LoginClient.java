package dev.framewire.auth;

import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Logs a person in, inside a session whose server is authenticated.
 *
 * <pre>{@code
 * try (Socket socket = new Socket(host, port);
 *         SecureSession channel = NoiseNxClient.with(ServerKeyVerifier.pinned(fingerprint))
 *                 .connect(Transport.of(socket));
 *         SecureSession session = LoginClient.withPassword("alice", password).login(channel)) {
 *     session.outputStream().write("hello".getBytes(UTF_8));
 *     session.shutdownOutput();
 *     return new String(session.inputStream().readAllBytes(), UTF_8);
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe; each method that sets something gives a changed copy. SPEC.md, <i>Login</i>.
 */
public final class LoginClient {
    private final Credential credential;
    private final ScramLimits limits;
    private final KeyDerivationLimit derivations;
    private final HandshakeOptions options;

    /** One way to log in. */
    private sealed interface Credential permits Password, Token {}

    private static final class Password implements Credential {
        private final String user;
        private final char[] password;
        private boolean wiped;

        Password(String user, char[] password) {
            this.user = user;
            this.password = password;
        }

        /** A copy, for the caller to wipe. */
        synchronized char[] copy() {
            if (wiped) {
                throw new IllegalStateException("the password was wiped");
            }
            return password.clone();
        }

        synchronized void wipe() {
            wiped = true;
            Secrets.wipe(password);
        }
    }

    private record Token(ReloginToken token) implements Credential {}

    private LoginClient(
            Credential credential, ScramLimits limits, KeyDerivationLimit derivations, HandshakeOptions options) {
        this.credential = credential;
        this.limits = limits;
        this.derivations = derivations;
        this.options = options;
    }

    /**
     * With a password.
     *
     * @param user the name
     * @param password copied; {@link #wipe()} overwrites the copy
     * @return the client
     */
    public static LoginClient withPassword(String user, char[] password) {
        return with(new Password(user, password.clone()));
    }

    /**
     * With a token from an earlier login.
     *
     * @param token the token
     * @return the client
     */
    public static LoginClient withToken(ReloginToken token) {
        return with(new Token(token));
    }

    private static LoginClient with(Credential credential) {
        return new LoginClient(
                credential, ScramLimits.defaults(), KeyDerivationLimit.create(), HandshakeOptions.defaults());
    }

    /**
     * The iteration counts to accept. Default: {@link ScramLimits#defaults()}.
     *
     * @param newLimits the window
     * @return a changed copy
     */
    public LoginClient limits(ScramLimits newLimits) {
        return new LoginClient(credential, newLimits, derivations, options);
    }

    /**
     * What bounds the derivations of passwords that run at once. Default: {@link KeyDerivationLimit#create()}, shared by
     * this object and its copies; a program that makes an object for each login gives them one limit.
     *
     * @param limit shared by the logins that it bounds
     * @return a changed copy
     */
    public LoginClient derivations(KeyDerivationLimit limit) {
        return new LoginClient(credential, limits, limit, options);
    }

    /**
     * How long the login may take in all, the derivation of the key and the wait for it included; both end with it.
     * Default: 10 s.
     *
     * @param limit more than zero
     * @return a changed copy
     */
    public LoginClient deadline(Duration limit) {
        return new LoginClient(credential, limits, derivations, options.withDeadline(limit));
    }

    /**
     * The watchdog that keeps the deadline. Without one, each login starts a thread for it.
     *
     * @param watchdog stays open as long as this object is used; the caller closes it
     * @return a changed copy
     */
    public LoginClient watchdog(Watchdog watchdog) {
        return new LoginClient(credential, limits, derivations, options.withWatchdog(watchdog));
    }

    /**
     * Logs in. There is one attempt on a channel.
     *
     * @param channel nothing read or written yet; this method owns it until it returns
     * @return the same channel, with the login in {@link SecureSession#security()}; whatever is thrown, the channel is closed
     *     then, a caller's mistake included: there is one attempt
     * @throws AuthException {@code REFUSED} if the server does not say why not, which is what a wrong password looks
     *     like; {@code SERVER} if the server only pretends to know the user; {@code LIMIT} for its iteration count
     * @throws IOException if the channel failed
     * @throws IllegalStateException if the channel is not encrypted or its server not authenticated, or the password or the
     *     token was wiped, or the watchdog is closed
     * @throws IllegalArgumentException if SASLprep refuses the name or the password
     */
    public SecureSession login(SecureSession channel) throws IOException {
        long end = System.nanoTime() + options.deadlineNanos();
        // all of it inside: whoever throws there, the transport is closed
        return Handshake.run(channel.transport(), options, frames -> login(channel, frames, end));
    }

    private SecureSession login(SecureSession channel, HandshakeFrames frames, long endNanos) throws IOException {
        LoginChannel.bindings(channel);
        if (credential instanceof Password password) {
            try (ScramClient scram = start(channel, password, () -> System.nanoTime() - endNanos > 0)) {
                return scram(channel, scram, frames, endNanos);
            }
        }
        ReloginToken token = ((Token) credential).token;
        ReloginToken.freshBinding(channel);
        return token(channel, token, frames);
    }

    private ScramClient start(SecureSession channel, Password password, BooleanSupplier cancelled) {
        char[] copy = password.copy();
        try {
            return ScramClient.start(channel, password.user, copy, limits, cancelled);
        } finally {
            Secrets.wipe(copy);
        }
    }

    private SecureSession scram(SecureSession channel, ScramClient scram, HandshakeFrames frames, long endNanos)
            throws IOException {
        frames.send(
                HandshakeFrames.header(LoginFrames.LOGIN).put(LoginFrames.MECHANISM, LoginFrames.SCRAM),
                scram.clientFirst());
        byte[] serverFirst = frames.receiveUpTo(LoginFrames.CHALLENGE, 1, ScramText.MAX_MESSAGE_BYTES)
                .body();
        byte[] proof = derivations.run(endNanos - System.nanoTime(), () -> scram.clientFinal(serverFirst));
        frames.send(HandshakeFrames.header(LoginFrames.PROOF), proof);
        scram.verify(frames.receiveUpTo(LoginFrames.FINISH, 1, ScramText.MAX_MESSAGE_BYTES)
                .body());
        return channel.withPeer(channel.peer(), LoginFrames.SCRAM);
    }

    private static SecureSession token(SecureSession channel, ReloginToken token, HandshakeFrames frames)
            throws IOException {
        frames.send(
                HandshakeFrames.header(LoginFrames.LOGIN).put(LoginFrames.MECHANISM, LoginFrames.TOKEN),
                token.message(channel));
        token.verify(
                channel, frames.receive(LoginFrames.FINISH, 1, HmacSha256.BYTES).body());
        return channel.withPeer(channel.peer(), LoginFrames.TOKEN);
    }

    /** Overwrites the password that this object and its copies share. They start no login with it any more. */
    public void wipe() {
        if (credential instanceof Password password) {
            password.wipe();
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "LoginClient[redacted]";
    }
}
