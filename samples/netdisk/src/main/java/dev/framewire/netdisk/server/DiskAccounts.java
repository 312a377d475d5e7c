package dev.framewire.netdisk.server;

import dev.framewire.netdisk.users.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The accounts of the users that are logged in now, one a user however many connections. Thread-safe. */
final class DiskAccounts {
    private static final class Shared {
        private final DiskAccount account;
        private int sessions;

        Shared(DiskAccount account) {
            this.account = account;
        }
    }

    private final Path homes;
    private final int maxSessionsPerUser;
    private final Map<String, Shared> open = new HashMap<>();

    DiskAccounts(Path homes, int maxSessionsPerUser) {
        this.homes = homes;
        this.maxSessionsPerUser = maxSessionsPerUser;
    }

    /** A session's hold on its user's account. */
    final class Lease implements AutoCloseable {
        private final String user;
        private final DiskAccount account;
        private boolean closed;

        Lease(String user, DiskAccount account) {
            this.user = user;
            this.account = account;
        }

        DiskAccount account() {
            return account;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                release(user);
            }
        }
    }

    /** Opens, or shares; makes the home where it is missing. Null when the user has too many sessions already. */
    synchronized Lease lease(String user) throws IOException {
        Shared shared = open.get(user);
        if (shared == null) {
            Path home = homes.resolve(user);
            PrivateFiles.createFolder(home);
            // the real path, once: what is above the homes may well be reached through a link
            shared = new Shared(new DiskAccount(user, home.toRealPath()));
            open.put(user, shared);
        } else if (shared.sessions >= maxSessionsPerUser) {
            return null;
        }
        shared.sessions++;
        return new Lease(user, shared.account);
    }

    private synchronized void release(String user) throws IOException {
        Shared shared = open.get(user);
        if (--shared.sessions == 0) {
            // counted anew next time, so that what an administrator puts into a home is noticed
            open.remove(user);
            shared.account.close();
        }
    }
}
