package dev.framewire.netdisk.server;

import dev.framewire.auth.AuthException;
import dev.framewire.auth.ScramLimits;
import dev.framewire.auth.ScramServer;
import dev.framewire.auth.ScramVerifier;
import dev.framewire.auth.SecureSession;
import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.HeaderView;
import dev.framewire.netdisk.users.User;
import dev.framewire.netdisk.users.UserStore;
import dev.framewire.netdisk.users.UserStoreException;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.UserName;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The part of a connection before anybody is logged in. The only way out that leads to files is an {@link Identity}.
 *
 * <p>A wrong password, an unknown user, a disabled one and an expired token are one answer, and cost a try ({@link
 * LoginLimits}).
 */
final class Login {
    /** Messages a client may send before it is logged in; a login takes three. */
    static final int MAX_MESSAGES = 20;

    private static final System.Logger LOG = System.getLogger(Login.class.getName());

    /** Who is at the other end, proved. Only a finished login makes one. */
    static final class Identity {
        private final String user;
        private final boolean byPassword;

        private Identity(String user, boolean byPassword) {
            this.user = user;
            this.byPassword = byPassword;
        }

        String user() {
            return user;
        }

        /** False when a token was shown; that is not enough to change the password. */
        boolean byPassword() {
            return byPassword;
        }
    }

    private final ServerContext context;
    private final SecureSession session;
    private final InetAddress source;
    private final FrameReader in;
    private final Replies replies;
    private ScramServer scram; // between scram-first and scram-final
    private String claimed = ""; // by scram-first

    Login(ServerContext context, SecureSession session, InetAddress source, FrameReader in, Replies replies) {
        this.context = context;
        this.session = session;
        this.source = source;
        this.in = in;
        this.replies = replies;
    }

    /** Talks until somebody is logged in. Empty when the client left, or had its tries. */
    Optional<Identity> run() throws IOException {
        for (int i = 0; i < MAX_MESSAGES; i++) {
            Frame frame = in.next();
            if (frame == null) {
                return Optional.empty();
            }
            try {
                Identity identity = handle(frame);
                if (identity != null) {
                    return Optional.of(identity);
                }
            } catch (RefusedException e) {
                replies.error(e);
            } catch (UserStoreException e) {
                replies.error(Trouble.refusal("none", e));
            }
        }
        return Optional.empty();
    }

    private Identity handle(Frame frame) throws IOException, RefusedException {
        HeaderView header = frame.header();
        if (header.stringEquals(Messages.TYPE, Messages.HELLO)) {
            hello(header);
        } else if (header.stringEquals(Messages.TYPE, Messages.PING)) {
            replies.ok();
        } else if (header.stringEquals(Messages.TYPE, Messages.REGISTER)) {
            String name = header.getString(Messages.USER);
            String verifier = text(frame);
            context.threads().atDisk(() -> {
                register(name, verifier);
                return null;
            });
        } else if (header.stringEquals(Messages.TYPE, Messages.SCRAM_FIRST)) {
            scramFirst(frame.readBody(Messages.MAX_BODY_BYTES));
        } else if (header.stringEquals(Messages.TYPE, Messages.SCRAM_FINAL)) {
            return scramFinal(frame.readBody(Messages.MAX_BODY_BYTES));
        } else if (header.stringEquals(Messages.TYPE, Messages.TOKEN_LOGIN)) {
            return tokenLogin(header.getString(Messages.USER), text(frame));
        } else {
            throw new RefusedException(ErrorCode.BAD_REQUEST, "log in first");
        }
        return null;
    }

    private static String text(Frame frame) throws IOException {
        return new String(frame.readBody(1024), StandardCharsets.UTF_8);
    }

    private void hello(HeaderView header) throws IOException, RefusedException {
        int version = header.getInt(Messages.VERSION_FIELD);
        if (version != Messages.VERSION) {
            throw new RefusedException(
                    ErrorCode.BAD_REQUEST, "this server speaks version " + Messages.VERSION + ", not " + version);
        }
        replies.ok(Replies.okHeader()
                .put(Messages.VERSION_FIELD, Messages.VERSION)
                .put(Messages.REGISTRATION, registrationOpen() ? "open" : "closed"));
    }

    private boolean registrationOpen() {
        return context.options().registration().isOpenFor(source);
    }

    private void register(String name, String verifier) throws IOException, RefusedException {
        if (!registrationOpen()) {
            throw new RefusedException(
                    ErrorCode.REGISTRATION_CLOSED, "this server takes no registrations; ask its administrator");
        }
        if (!UserName.isValid(name)) {
            throw new RefusedException(ErrorCode.BAD_NAME, "a user name is " + UserName.RULE);
        }
        requireVerifier(verifier);
        if (!context.registrationLimit().tryTake(AttemptLimit.source(source))) {
            throw new RefusedException(ErrorCode.TRY_LATER, "too many registrations from your address; try later");
        }
        if (!context.users().add(name, verifier, User.DEFAULT_QUOTA)) {
            throw new RefusedException(ErrorCode.EXISTS, "the name '" + name + "' is taken");
        }
        context.metrics().registrations.incrementAndGet();
        LOG.log(System.Logger.Level.INFO, "registered user=" + name + " source=" + source.getHostAddress());
        try {
            context.makeHome(name);
        } catch (IOException e) {
            // the user exists; the home is made when it is first needed
            LOG.log(System.Logger.Level.WARNING, "no-home user=" + name + " error=" + e);
        }
        replies.ok();
    }

    /** A verifier that a client made; a weak one would be the user's loss when the sheet is stolen. */
    static void requireVerifier(String verifier) throws RefusedException {
        boolean good = UserStore.isVerifier(verifier);
        if (good) {
            int count = ScramVerifier.parse(verifier).iterations();
            good = count >= ServerContext.MIN_ITERATIONS && count <= ServerContext.MAX_ITERATIONS;
        }
        if (!good) {
            throw new RefusedException(
                    ErrorCode.BAD_REQUEST,
                    "not a SCRAM-SHA-256 verifier of " + ServerContext.MIN_ITERATIONS + " to "
                            + ServerContext.MAX_ITERATIONS + " iterations and a salt of " + ScramLimits.MIN_SALT_BYTES
                            + " to " + ScramLimits.MAX_SALT_BYTES + " bytes");
        }
    }

    private void scramFirst(byte[] clientFirst) throws IOException, RefusedException {
        if (!context.loginLimits().allows(source)) {
            throw tooMany();
        }
        scram = ScramServer.start(session, context.scramConfig(name -> claimed = name));
        try {
            replies.ok(scram.serverFirst(clientFirst));
        } catch (AuthException e) {
            scram = null;
            throw failed("unknown");
        }
    }

    private Identity scramFinal(byte[] clientFinal) throws IOException, RefusedException {
        if (scram == null) {
            throw new RefusedException(ErrorCode.BAD_REQUEST, "scram-final without scram-first");
        }
        ScramServer exchange = scram;
        scram = null;
        // taken before the look at the proof and given back behind it: connections at once are no more tries than one
        if (!context.loginLimits().tryPassword(source, claimed)) {
            throw tooMany();
        }
        byte[] serverFinal;
        try {
            serverFinal = exchange.serverFinal(clientFinal);
        } catch (AuthException e) {
            throw failed(nameForLog(claimed));
        }
        if (!context.isEnabled(exchange.user())) {
            throw failed(exchange.user());
        }
        context.loginLimits().passedPassword(source, claimed);
        replies.ok(serverFinal);
        return loggedIn(exchange.user(), true);
    }

    private Identity tokenLogin(String name, String token) throws IOException, RefusedException {
        if (!context.loginLimits().tryToken(source)) {
            throw tooMany();
        }
        if (!context.users().accepts(name, token) || !context.isEnabled(name)) {
            throw failed(nameForLog(name));
        }
        context.loginLimits().passedToken(source, name);
        replies.ok();
        return loggedIn(name, false);
    }

    // what cannot be a user's name may be a password typed into the wrong field
    private static String nameForLog(String name) {
        return UserName.isValid(name) ? name : "invalid";
    }

    private static RefusedException tooMany() {
        return new RefusedException(
                ErrorCode.TRY_LATER, "too many failed logins, of this user or from your address; try later");
    }

    private RefusedException failed(String name) {
        context.metrics().loginFailures.incrementAndGet();
        LOG.log(System.Logger.Level.WARNING, "login-failed user=" + name + " source=" + source.getHostAddress());
        return new RefusedException(ErrorCode.LOGIN_FAILED, "name and password were not accepted");
    }

    private Identity loggedIn(String name, boolean byPassword) {
        context.users().loggedIn(name);
        context.metrics().logins.incrementAndGet();
        LOG.log(
                System.Logger.Level.INFO,
                "login user=" + name + " by=" + (byPassword ? "password" : "token") + " source="
                        + source.getHostAddress());
        return new Identity(name, byPassword);
    }
}
