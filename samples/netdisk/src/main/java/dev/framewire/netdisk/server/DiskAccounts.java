package dev.framewire.netdisk.server;

import dev.framewire.netdisk.users.PrivateFiles;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.UserName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The accounts of the users that are logged in now, one a user however many connections. A home whose file system does not
 * answer holds up its own user and nobody else. Thread-safe.
 */
final class DiskAccounts {
    /** How long a session waits for another one of its user that opens or closes their account. Takes milliseconds. */
    static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    /** Makes the account of a user; may take as long as the file system likes. */
    interface Opening {
        DiskAccount open(String user) throws IOException;
    }

    /** One user's. All of it under the lock of the map, in which it is as long as anybody has it, waits for it or closes it. */
    private static final class Shared {
        private DiskAccount account; // null while it is not open
        private int sessions; // those that wait are counted, too
        private boolean turning; // somebody opens or closes it at this moment, without the lock
    }

    /** So many homes may hang in the expiry of partials, each with a thread, before the others wait for a better hour. */
    static final int MAX_HANGING = 8;

    private static final System.Logger LOG = System.getLogger(DiskAccounts.class.getName());

    private final Path homes;
    private final int maxSessionsPerUser;
    private final Opening opening;
    private final Duration patience;
    /** Also the lock of all that is in it, and never held while anybody waits for a file system. */
    private final Map<String, Shared> open = new HashMap<>();

    DiskAccounts(Path homes, int maxSessionsPerUser) {
        this(homes, maxSessionsPerUser, DEFAULT_PATIENCE, user -> {
            Path home = homes.resolve(user);
            PrivateFiles.createFolder(home);
            // the real path, once: what is above the homes may well be reached through a link
            return new DiskAccount(user, home.toRealPath());
        });
    }

    DiskAccounts(Path homes, int maxSessionsPerUser, Duration patience, Opening opening) {
        this.homes = homes;
        this.maxSessionsPerUser = maxSessionsPerUser;
        this.patience = patience;
        this.opening = opening;
    }

    /** A session's hold on its user's account. */
    final class Lease implements AutoCloseable {
        private final String user;
        private final Shared shared;
        private final DiskAccount account;
        private boolean closed;

        private Lease(String user, Shared shared, DiskAccount account) {
            this.user = user;
            this.shared = shared;
            this.account = account;
        }

        DiskAccount account() {
            return account;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                release(user, shared);
            }
        }
    }

    /**
     * Opens, or shares; makes the home where it is missing.
     *
     * @throws RefusedException TRY_LATER when the user has too many sessions already, or another one of them has waited for
     *     the home's file system for so long that this one waits no more
     */
    Lease lease(String user) throws RefusedException, IOException {
        Shared shared;
        synchronized (open) {
            shared = open.computeIfAbsent(user, name -> new Shared());
            if (shared.sessions >= maxSessionsPerUser) {
                throw new RefusedException(ErrorCode.TRY_LATER, "too many connections of this user");
            }
            shared.sessions++;
            if (!awaitTurn(shared)) {
                leave(user, shared);
                throw Trouble.silentDisk(user, patience);
            }
            if (shared.account != null) {
                return new Lease(user, shared, shared.account);
            }
            shared.turning = true;
        }
        DiskAccount opened = null;
        try {
            opened = opening.open(user);
            return new Lease(user, shared, opened);
        } finally {
            synchronized (open) {
                shared.account = opened;
                turned(shared);
                if (opened == null) {
                    leave(user, shared);
                }
            }
        }
    }

    /** Under the lock: waits until nobody opens or closes it. False when that took too long. */
    private boolean awaitTurn(Shared shared) {
        long end = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        while (shared.turning && !interrupted) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(open, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                interrupted = true;
            }
        }
        return !shared.turning;
    }

    private void turned(Shared shared) {
        shared.turning = false;
        open.notifyAll();
    }

    /** Under the lock: one session fewer. Answers what the last one has to close, without the lock. */
    private DiskAccount leave(String user, Shared shared) {
        if (--shared.sessions > 0 || shared.turning) {
            return null; // who is closing it sees that nobody is left
        }
        DiskAccount last = shared.account;
        if (last == null) {
            open.remove(user);
        } else {
            shared.account = null;
            shared.turning = true;
        }
        return last;
    }

    /**
     * Drops in every home what nobody has gone on with for so long. Trouble in one home keeps no other one from it, nor does
     * one that does not answer.
     */
    void expirePartials(Duration age, Housekeeping housekeeping) {
        List<String> users = Collections.synchronizedList(new ArrayList<>());
        if (!housekeeping.run("list-homes", () -> users.addAll(homes()))) {
            return; // in an hour
        }
        for (String user : users) {
            if (housekeeping.hanging() >= MAX_HANGING) {
                LOG.log(System.Logger.Level.WARNING, "expire-later because=" + MAX_HANGING + " homes do not answer");
                return;
            }
            housekeeping.run("expire user=" + user, () -> expirePartials(user, age));
        }
    }

    private List<String> homes() {
        List<String> users = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(homes)) {
            for (Path home : all) {
                String name = home.getFileName().toString();
                if (UserName.isValid(name)) { // what else is there is an administrator's
                    users.add(name);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(System.Logger.Level.WARNING, "expire-failed error=" + e);
        }
        return users;
    }

    private void expirePartials(String user, Duration age) {
        if (!Files.isDirectory(homes.resolve(user).resolve(RemotePath.PARTIALS), LinkOption.NOFOLLOW_LINKS)) {
            return; // nobody ever was there
        }
        try (Lease lease = lease(user)) {
            int expired = lease.account().expire(age);
            if (expired > 0) {
                LOG.log(System.Logger.Level.INFO, "expired user=" + user + " partials=" + expired);
            }
        } catch (RefusedException e) {
            // a user with that many sessions comes to it in an hour
            LOG.log(System.Logger.Level.DEBUG, "expire-later user=" + user + " because=" + e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "expire-failed user=" + user + " error=" + e);
        }
    }

    private void release(String user, Shared shared) throws IOException {
        DiskAccount last;
        synchronized (open) {
            last = leave(user, shared);
        }
        if (last == null) {
            return;
        }
        try {
            last.close(); // counted anew next time, so that what an administrator puts into a home is noticed
        } finally {
            synchronized (open) {
                turned(shared);
                if (shared.sessions == 0) {
                    open.remove(user);
                }
            }
        }
    }
}
