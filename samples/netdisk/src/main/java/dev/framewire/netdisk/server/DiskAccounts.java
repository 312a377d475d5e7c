package dev.framewire.netdisk.server;

import dev.framewire.netdisk.users.PrivateFiles;
import dev.framewire.netdisk.wire.RemotePath;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
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

    private static final System.Logger LOG = System.getLogger(DiskAccounts.class.getName());

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

    /** Drops in every home what nobody has gone on with for so long. Trouble in one home keeps no other one from it. */
    void expirePartials(Duration age) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(homes)) {
            for (Path home : all) {
                if (Files.isDirectory(home.resolve(RemotePath.PARTIALS), LinkOption.NOFOLLOW_LINKS)) {
                    expirePartials(home.getFileName().toString(), age);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(System.Logger.Level.WARNING, "expire-failed error=" + e);
        }
    }

    private void expirePartials(String user, Duration age) {
        try (Lease lease = lease(user)) {
            // a user with that many sessions comes to it in an hour
            int expired = lease == null ? 0 : lease.account().expire(age);
            if (expired > 0) {
                LOG.log(System.Logger.Level.INFO, "expired user=" + user + " partials=" + expired);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "expire-failed user=" + user + " error=" + e);
        }
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
