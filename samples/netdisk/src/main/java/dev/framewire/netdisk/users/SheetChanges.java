package dev.framewire.netdisk.users;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What an administrator's <em>Save</em> means: the sheet is compared with the version it was made from, not with what holds
 * now, so a <em>Save</em> of an old version changes what was edited in it and nothing else.
 */
final class SheetChanges {
    private final Map<String, Account> accounts;
    private final UserSheet.Content saved;
    private final Map<String, UserSheet.Entry> before;
    private final boolean known;
    private final long base;
    private final List<UserEvent> events = new ArrayList<>();

    /**
     * @param lastRead the sheet as it was read the last time
     * @param seq the number of the last event
     */
    SheetChanges(Map<String, Account> accounts, UserSheet.Content saved, UserSheet.Content lastRead, long seq) {
        this.accounts = accounts;
        this.saved = saved;
        this.known = saved.revision() >= 0 && saved.revision() <= seq;
        this.base = known ? saved.revision() : seq;
        // the same version saved twice: compared with the first save, or an edit could not be taken back
        this.before = known && lastRead.revision() == saved.revision() ? lastRead.entries() : Map.of();
    }

    /** The events that bring the accounts to what was saved. */
    List<UserEvent> events() {
        for (Account account : accounts.values()) {
            UserSheet.Entry row = saved.entries().get(account.user.name());
            if (row != null) {
                compare(account, row, before.get(row.name()));
            } else if (known && account.addedSeq <= base && !account.user.disabled()) {
                events.add(new UserEvent.DisabledSet(account.user.name(), true));
            }
        }
        for (UserSheet.Entry row : unknownRows()) {
            if (UserStore.isVerifier(row.verifier())) { // from a backup, or from another server
                events.add(new UserEvent.Added(row.name(), row.createdMs(), row.quotaBytes(), row.verifier()));
                if (row.disabled()) {
                    events.add(new UserEvent.DisabledSet(row.name(), true));
                }
            }
        }
        return events;
    }

    /** What is wrong with the sheet, for people. */
    List<String> complaints() {
        List<String> all = new ArrayList<>(saved.complaints());
        for (UserSheet.Entry row : unknownRows()) {
            if (!UserStore.isVerifier(row.verifier())) {
                all.add("row '" + row.name() + "' has no verifier with which anybody could log in; add users with:"
                        + " netdisk useradd");
            }
        }
        return all;
    }

    private Collection<UserSheet.Entry> unknownRows() {
        return saved.entries().values().stream()
                .filter(row -> !accounts.containsKey(row.name()))
                .toList();
    }

    private void compare(Account account, UserSheet.Entry row, UserSheet.Entry earlier) {
        String name = account.user.name();
        long oldQuota = earlier != null && earlier.quotaReadable() ? earlier.quotaBytes() : account.quotaAt(base);
        if (row.quotaReadable() && row.quotaBytes() != oldQuota && row.quotaBytes() != account.user.quotaBytes()) {
            events.add(new UserEvent.QuotaSet(name, row.quotaBytes()));
        }
        boolean oldDisabled =
                earlier != null && earlier.disabledReadable() ? earlier.disabled() : account.disabledAt(base);
        if (row.disabledReadable() && row.disabled() != oldDisabled && row.disabled() != account.user.disabled()) {
            events.add(new UserEvent.DisabledSet(name, row.disabled()));
        }
    }
}
