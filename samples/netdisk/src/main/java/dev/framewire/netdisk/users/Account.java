package dev.framewire.netdisk.users;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A user with the history that the comparison with an administrator's sheet needs. Changed under the store's lock, read without. */
final class Account {
    final long addedSeq;
    private final UserEvent.Added added;
    final Map<String, UserEvent.TokenIssued> tokens = new ConcurrentHashMap<>();
    private final List<UserEvent.Line> quotaHistory = new ArrayList<>();
    private final List<UserEvent.Line> disabledHistory = new ArrayList<>();
    private final Map<String, Long> tokenSeqs = new ConcurrentHashMap<>();
    private long passwordSeq;
    private long loginSeq;
    volatile User user;

    Account(long addedSeq, UserEvent.Added added) {
        this.addedSeq = addedSeq;
        this.added = added;
        this.user = new User(added.user(), added.quotaBytes(), added.createdMs(), 0, false, added.verifier());
    }

    void apply(UserEvent.Line line) {
        UserEvent event = line.event();
        if (event instanceof UserEvent.PasswordChanged e) {
            user = user.withVerifier(e.verifier());
            passwordSeq = line.seq();
            tokens.clear();
            tokenSeqs.clear();
        } else if (event instanceof UserEvent.QuotaSet e) {
            user = user.withQuota(e.bytes());
            quotaHistory.add(line);
        } else if (event instanceof UserEvent.DisabledSet e) {
            user = user.withDisabled(e.disabled());
            disabledHistory.add(line);
        } else if (event instanceof UserEvent.LoggedIn e) {
            user = user.withLastLogin(e.ms());
            loginSeq = line.seq();
        } else if (event instanceof UserEvent.TokenIssued e) {
            tokens.put(e.id(), e);
            tokenSeqs.put(e.id(), line.seq());
        } else if (event instanceof UserEvent.TokenRevoked e) {
            tokens.remove(e.id());
            tokenSeqs.remove(e.id());
        }
    }

    /** Tokens to be revoked: those that are over, and the oldest ones, so that no more than so many are left. */
    List<String> endOfLine(long nowMs, int most) {
        List<String> oldestFirst = tokens.keySet().stream()
                .sorted(Comparator.comparing(id -> tokenSeqs.getOrDefault(id, addedSeq)))
                .toList();
        List<String> ending = new ArrayList<>(oldestFirst.stream()
                .filter(id -> tokens.get(id).expiresMs() <= nowMs)
                .toList());
        for (String id : oldestFirst) {
            if (tokens.size() - ending.size() > most && !ending.contains(id)) {
                ending.add(id);
            }
        }
        return ending;
    }

    /** The quota that a sheet of that revision showed. */
    long quotaAt(long revision) {
        long bytes = added.quotaBytes();
        for (UserEvent.Line line : quotaHistory) {
            if (line.seq() <= revision && line.event() instanceof UserEvent.QuotaSet set) {
                bytes = set.bytes();
            }
        }
        return bytes;
    }

    /** Whether a sheet of that revision showed the user as disabled. */
    boolean disabledAt(long revision) {
        boolean disabled = false;
        for (UserEvent.Line line : disabledHistory) {
            if (line.seq() <= revision && line.event() instanceof UserEvent.DisabledSet set) {
                disabled = set.disabled();
            }
        }
        return disabled;
    }

    /** The lines that say what is known, without the verifiers, logins and tokens that are over. */
    List<UserEvent.Line> shortest(long nowMs) {
        List<UserEvent.Line> lines = new ArrayList<>();
        lines.add(new UserEvent.Line(addedSeq, added));
        lines.addAll(quotaHistory);
        lines.addAll(disabledHistory);
        if (passwordSeq > 0) {
            lines.add(new UserEvent.Line(passwordSeq, new UserEvent.PasswordChanged(user.name(), user.verifier())));
        }
        if (loginSeq > 0) {
            lines.add(new UserEvent.Line(loginSeq, new UserEvent.LoggedIn(user.name(), user.lastLoginMs())));
        }
        tokens.values().stream()
                .filter(token -> token.expiresMs() > nowMs)
                .forEach(token -> lines.add(new UserEvent.Line(tokenSeqs.getOrDefault(token.id(), addedSeq), token)));
        return lines;
    }
}
