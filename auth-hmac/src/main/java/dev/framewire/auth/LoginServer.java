package dev.framewire.auth;

import dev.framewire.framing.Watchdog;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets people log in, with a password or a token, inside a session.
 *
 * <pre>{@code
 * SecureSession channel = NoiseNxServer.with(identity).accept(Transport.of(socket));
 * SecureSession session = LoginServer.with(ScramServer.Config.of(users, secret)).tokens(tokens).accept(channel);
 * String user = session.peer().identity();
 * }</pre>
 *
 * <p>Immutable and thread-safe; each method that sets something gives a changed copy. SPEC.md, <i>Login</i>.
 */
public final class LoginServer {
    private final ScramServer.Config users;
    private final @Nullable ReloginTokens tokens;
    private final HandshakeOptions options;

    private LoginServer(ScramServer.Config users, @Nullable ReloginTokens tokens, HandshakeOptions options) {
        this.users = users;
        this.tokens = tokens;
        this.options = options;
    }

    /**
     * A server for passwords.
     *
     * @param users the store and its secret
     * @return the server
     */
    public static LoginServer with(ScramServer.Config users) {
        return new LoginServer(users, null, HandshakeOptions.defaults());
    }

    /**
     * Takes tokens as well.
     *
     * @param newTokens the tokens
     * @return a changed copy
     */
    public LoginServer tokens(ReloginTokens newTokens) {
        return new LoginServer(users, newTokens, options);
    }

    /**
     * How long the login may take in all, the time of the client's key stretching included. Default: 10 s.
     *
     * @param limit more than zero
     * @return a changed copy
     */
    public LoginServer deadline(Duration limit) {
        return new LoginServer(users, tokens, options.withDeadline(limit));
    }

    /**
     * The watchdog that keeps the deadline. Without one, each login starts a thread for it.
     *
     * @param watchdog stays open as long as this object is used; the caller closes it
     * @return a changed copy
     */
    public LoginServer watchdog(Watchdog watchdog) {
        return new LoginServer(users, tokens, options.withWatchdog(watchdog));
    }

    /**
     * Waits for one login. A failure tells the client one thing for every cause, and closes the channel; a caller's mistake
     * tells nothing, and closes it too, and so does whatever a store throws.
     *
     * @param channel nothing read or written yet; this method owns it until it returns
     * @return the same channel, whose {@link SecureSession#peer()} is the user
     * @throws AuthException {@code CREDENTIALS} for an unknown user, a wrong password, a token that does not hold;
     *     other kinds if the client broke the protocol or took too long
     * @throws IOException if the channel failed
     * @throws IllegalStateException if the channel is not encrypted or its server not authenticated, or the watchdog is
     *     closed
     */
    public SecureSession accept(SecureSession channel) throws IOException {
        return Handshake.run(channel.transport(), options, frames -> accept(channel, frames));
    }

    private SecureSession accept(SecureSession channel, HandshakeFrames frames) throws IOException {
        LoginChannel.bindings(channel);
        HandshakeFrames.Received login = frames.receiveUpTo(LoginFrames.LOGIN, 2, ScramText.MAX_MESSAGE_BYTES);
        String mechanism = login.text(LoginFrames.MECHANISM);
        ReloginTokens held = tokens;
        if (mechanism.equals(LoginFrames.SCRAM)) {
            ScramServer scram = ScramServer.start(channel, users);
            frames.send(HandshakeFrames.header(LoginFrames.CHALLENGE), scram.serverFirst(login.body()));
            byte[] proof = frames.receiveUpTo(LoginFrames.PROOF, 1, ScramText.MAX_MESSAGE_BYTES)
                    .body();
            frames.send(HandshakeFrames.header(LoginFrames.FINISH), scram.serverFinal(proof));
            return channel.withPeer(new Peer(scram.user(), "password"), mechanism);
        }
        if (mechanism.equals(LoginFrames.TOKEN)
                && held != null
                && LoginChannel.freshBinding(channel).isPresent()) {
            ReloginTokens.Login done = held.check(channel, login.body());
            frames.send(HandshakeFrames.header(LoginFrames.FINISH), done.answer());
            return channel.withPeer(new Peer(done.user(), "token " + done.id()), mechanism);
        }
        throw new AuthException(AuthException.Kind.UNSUPPORTED, "no such way to log in here");
    }
}
