package dev.framewire.netdisk.users;

import dev.framewire.auth.ScramVerifier;
import dev.framewire.netdisk.wire.UserName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All users: a sheet that an administrator may edit, and the log behind it that loses nothing.
 *
 * <p>The log is the truth for who exists and for verifiers; it is on the disk before a call returns. The sheet follows it,
 * and is the place where quota and <em>disabled</em> are edited. What an administrator saved is compared with the version
 * of the sheet it was made from, so that a <em>Save</em> of an old version changes only what was edited in it, and users
 * who registered meanwhile stay.
 *
 * <p>Thread-safe. {@link #find} never waits for the disk. Several processes may have the same files open; for one that does
 * not let go of them nobody waits longer than ten seconds.
 */
public final class UserStore implements AutoCloseable {
    /** Last logins reach the files at most this often. */
    public static final Duration LOGIN_FLUSH_INTERVAL = Duration.ofMinutes(1);

    /** One more ends the user's oldest. Each is a line of the log, and would be kept for a month. */
    public static final int MAX_TOKENS_PER_USER = 32;

    private static final System.Logger LOG = System.getLogger(UserStore.class.getName());

    private final SheetFile sheet;
    private final UserLog log;
    private final Clock clock;
    private volatile Map<String, Account> accounts = new ConcurrentHashMap<>();
    private boolean damaged;
    private final Map<String, Long> logins = new ConcurrentHashMap<>();
    private long lastLoginFlushMs;

    private UserStore(SheetFile sheet, UserLog log, Clock clock) {
        this.sheet = sheet;
        this.log = log;
        this.clock = clock;
        this.lastLoginFlushMs = clock.millis();
    }

    /**
     * Opens the users of a sheet; the log stands beside it under the same name with {@code .log} in place of
     * {@code .xlsx}. Neither needs to exist.
     *
     * @throws IOException when neither file says who the users are, the disk fails, or another process holds the files' lock
     *     for more than ten seconds
     */
    public static UserStore open(Path sheet) throws IOException {
        return open(sheet, Clock.systemUTC(), () -> {});
    }

    static UserStore open(Path sheet, Clock clock, Runnable betweenForceAndCheck) throws IOException {
        return open(sheet, clock, betweenForceAndCheck, UsersLock.DEFAULT_PATIENCE);
    }

    /**
     * @param betweenForceAndCheck see {@link SheetFile}
     * @param patience with whoever holds the lock of the files
     */
    static UserStore open(Path sheet, Clock clock, Runnable betweenForceAndCheck, Duration patience)
            throws IOException {
        String stem = sheet.getFileName().toString().replaceFirst("\\.xlsx$", "");
        UsersLock lock = new UsersLock(sheet.resolveSibling(stem + ".lock"), patience);
        UserLog log = new UserLog(sheet.resolveSibling(stem + ".log"), lock);
        UserStore store = new UserStore(new SheetFile(sheet, clock, betweenForceAndCheck), log, clock);
        try {
            store.start();
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
        return store;
    }

    private void start() throws IOException {
        try (UsersLock.Hold held = log.hold()) {
            assert held.isValid();
            catchUp();
            boolean noLog = log.seq() == 0;
            try {
                readSheet();
            } catch (IOException e) {
                if (noLog) {
                    throw new IOException(e.getMessage() + "; there is no log beside it to take the users from", e);
                }
                sheet.warn(e.getMessage() + "; the users are taken from the log");
                sheet.foundBroken();
            }
            if (damaged || log.lines() > 1000 + 4 * accounts.size()) {
                compact();
            }
        }
    }

    /** The user of that name, disabled or not. */
    public Optional<User> find(String name) {
        return Optional.ofNullable(accounts.get(name)).map(a -> a.user);
    }

    /** How many users there are. */
    public int count() {
        return accounts.size();
    }

    /**
     * Adds a user, who is on the disk when this returns.
     *
     * @param quotaBytes the user's own quota, or {@link User#DEFAULT_QUOTA}
     * @return false when the name is taken
     * @throws UserStoreException when it could not be written, and then the user may exist or not; or when the files are
     *     {@linkplain UserStoreException#isLocked locked}, and then nothing was written
     */
    public boolean add(String name, String verifier, long quotaBytes) throws IOException {
        if (!UserName.isValid(name)) {
            throw new IllegalArgumentException("not a user name: " + name);
        }
        requireVerifier(verifier);
        return change(() -> accounts.containsKey(name)
                ? List.of()
                : List.of(new UserEvent.Added(name, clock.millis(), quotaBytes, verifier)));
    }

    /** Whether a text is a verifier with which somebody could log in: {@link ScramVerifier#parse} takes it. */
    public static boolean isVerifier(String verifier) {
        try {
            return ScramVerifier.parse(verifier).iterations() > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void requireVerifier(String verifier) {
        if (!isVerifier(verifier)) {
            throw new IllegalArgumentException("not a SCRAM-SHA-256 verifier");
        }
    }

    /** Replaces the verifier and revokes every token of the user. False when there is no such user. */
    public boolean changePassword(String name, String verifier) throws IOException {
        requireVerifier(verifier);
        return change(
                () -> accounts.containsKey(name) ? List.of(new UserEvent.PasswordChanged(name, verifier)) : List.of());
    }

    /** Remembers a login; it reaches the files within a minute. */
    public void loggedIn(String name) {
        logins.put(name, clock.millis());
    }

    /**
     * Makes a token with which the user can come back without a password. The user's tokens that are over end for good, and
     * so does the oldest one of {@value #MAX_TOKENS_PER_USER}.
     */
    public LoginToken issueToken(String name, Duration validity) throws IOException {
        LoginToken token = LoginToken.generate(clock.millis() + validity.toMillis());
        change(() -> {
            List<UserEvent> events = new ArrayList<>();
            Account account = accounts.get(name);
            if (account != null) {
                account.endOfLine(clock.millis(), MAX_TOKENS_PER_USER - 1)
                        .forEach(id -> events.add(new UserEvent.TokenRevoked(name, id)));
            }
            events.add(new UserEvent.TokenIssued(name, token.id(), token.secretHash(), token.expiresMs()));
            return events;
        });
        return token;
    }

    /** Whether a token's text is a valid one of that user. Takes the same time for a wrong secret as for a right one. */
    public boolean accepts(String name, String tokenText) {
        Account account = accounts.get(name);
        LoginToken.Parts parts = LoginToken.parse(tokenText).orElse(null);
        if (account == null || parts == null) {
            return false;
        }
        UserEvent.TokenIssued issued = account.tokens.get(parts.id());
        return issued != null && issued.expiresMs() > clock.millis() && parts.matches(issued.secretHash());
    }

    /** Revokes one token; does nothing when it is not there. */
    public void revokeToken(String name, String tokenText) throws IOException {
        String id = LoginToken.parse(tokenText).map(LoginToken.Parts::id).orElse("");
        change(() -> {
            Account account = accounts.get(name);
            return account != null && account.tokens.containsKey(id)
                    ? List.of(new UserEvent.TokenRevoked(name, id))
                    : List.of();
        });
    }

    private interface Decision {
        List<UserEvent> events();
    }

    // decides on what is known after the other processes' news, writes, and only then believes it
    private boolean change(Decision decision) throws IOException {
        try (UsersLock.Hold held = log.hold()) {
            assert held.isValid();
            catchUp();
            List<UserEvent> events = decision.events();
            if (!events.isEmpty()) {
                log.append(events).forEach(this::apply);
            }
            return !events.isEmpty();
        } catch (IOException e) {
            throw new UserStoreException(e);
        }
    }

    /**
     * What is to be done once a second or so: takes in what an administrator saved and what other processes added, and
     * brings the sheet up to date. Trouble with the sheet is logged, and tried again next time; no user depends on it.
     */
    public void poll() {
        try {
            try (UsersLock.Hold held = log.hold()) {
                assert held.isValid();
                catchUp();
                flushLogins(false);
                if (readSheet() || sheet.revision() < log.seq()) {
                    writeSheet();
                }
            }
        } catch (IOException | RuntimeException e) {
            sheet.warn(String.valueOf(e.getMessage()));
        }
    }

    /** Writes what is still in memory. Files stay consistent without it. */
    @Override
    public void close() throws IOException {
        try {
            try (UsersLock.Hold held = log.hold()) {
                assert held.isValid();
                catchUp();
                flushLogins(true);
            }
            poll();
        } finally {
            log.close();
        }
    }

    // ---- the log

    private void catchUp() throws IOException {
        if (log.isLost()) {
            LOG.log(System.Logger.Level.ERROR, "the users' log is gone; it is written anew from what is in memory");
            compact();
        }
        UserLog.News news = log.read();
        // read again from the start: readers see the old state until the new one is whole
        Map<String, Account> into = news.fromStart() ? new ConcurrentHashMap<>() : accounts;
        news.lines().forEach(line -> apply(line, into));
        accounts = into;
        if (news.damaged() > 0) {
            damaged = true;
            Path copy = log.keepDamaged(clock.millis());
            LOG.log(
                    System.Logger.Level.ERROR,
                    "{0} damaged lines in the users'' log were left out; the file as it was is kept as {1}",
                    news.damaged(),
                    copy.getFileName());
        }
    }

    private void apply(UserEvent.Line line) {
        apply(line, accounts);
    }

    private static void apply(UserEvent.Line line, Map<String, Account> into) {
        UserEvent event = line.event();
        if (event instanceof UserEvent.Added added) {
            into.put(added.user(), new Account(line.seq(), added));
            return;
        }
        Account account = into.get(event.user());
        if (account != null) {
            account.apply(line);
        }
    }

    private void flushLogins(boolean now) throws IOException {
        long nowMs = clock.millis();
        // a clock that was set back must not stop the flushing
        if (logins.isEmpty() || !now && Math.abs(nowMs - lastLoginFlushMs) < LOGIN_FLUSH_INTERVAL.toMillis()) {
            return;
        }
        lastLoginFlushMs = nowMs;
        Map<String, Long> taken = Map.copyOf(logins);
        List<UserEvent> events = new ArrayList<>();
        taken.forEach((user, ms) -> {
            if (accounts.containsKey(user)) {
                events.add(new UserEvent.LoggedIn(user, ms));
            }
        });
        log.append(events).forEach(this::apply);
        taken.forEach(logins::remove); // not before: what could not be written is tried again, unless a later one came
    }

    private void compact() throws IOException {
        long nowMs = clock.millis();
        List<UserEvent.Line> lines = new ArrayList<>();
        accounts.values().forEach(account -> lines.addAll(account.shortest(nowMs)));
        lines.sort((a, b) -> Long.compare(a.seq(), b.seq()));
        if (lines.isEmpty() || lines.get(lines.size() - 1).seq() < log.seq()) {
            // keeps the counter: a sheet of an older revision must stay older
            lines.add(new UserEvent.Line(log.seq(), new UserEvent.TokenRevoked("-", "-")));
        }
        log.rewrite(lines);
    }

    /** Takes in what an administrator changed. True when the sheet should be written again. */
    private boolean readSheet() throws IOException {
        SheetFile.Look look = sheet.look();
        return switch (look.state()) {
            case UNCHANGED -> false;
            case GONE -> !accounts.isEmpty(); // nobody asked to disable everybody
            case BROKEN -> true; // it is kept under another name when the new one is written
            case SAVED -> {
                SheetChanges changes = new SheetChanges(accounts, look.content(), sheet.lastRead(), log.seq());
                changes.complaints().forEach(sheet::warn);
                List<UserEvent> events = changes.events();
                if (!events.isEmpty()) {
                    log.append(events).forEach(this::apply);
                }
                sheet.taken(look);
                yield !events.isEmpty() || !look.content().complaints().isEmpty();
            }
        };
    }

    private void writeSheet() throws IOException {
        sheet.write(new TreeMap<>(accounts).values().stream().map(a -> a.user).toList(), log.seq());
    }
}
