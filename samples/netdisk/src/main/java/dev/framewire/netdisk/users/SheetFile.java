package dev.framewire.netdisk.users;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The sheet as a file that two write: the server, and an administrator with an office program. Neither is to undo what the
 * other wrote. Not thread-safe; the {@link UserStore} serialises.
 */
final class SheetFile {
    /** How long an office program's lock file keeps the server from writing the sheet; an older one was left by a crash. */
    static final Duration OPEN_ELSEWHERE_LIMIT = Duration.ofHours(12);

    private static final System.Logger LOG = System.getLogger(SheetFile.class.getName());

    private final Path file;
    private final Clock clock;
    private final Runnable betweenForceAndCheck;
    private FileStamp seenStamp = FileStamp.NONE;
    private FileStamp brokenStamp = FileStamp.NONE;
    private UserSheet.Content lastRead = new UserSheet.Content(-1, Map.of(), List.of());
    private long revision = -1;
    private String lastWarning = "";

    /** @param betweenForceAndCheck for tests: runs when the new version is on the disk and not yet in its place */
    SheetFile(Path file, Clock clock, Runnable betweenForceAndCheck) {
        this.file = file;
        this.clock = clock;
        this.betweenForceAndCheck = betweenForceAndCheck;
    }

    /** How the file stands to what was seen of it last. */
    enum State {
        /** As it was, or being written at this moment: the next look sees it whole. */
        UNCHANGED,
        /** Removed altogether. */
        GONE,
        /** Not readable since the start. */
        BROKEN,
        /** Saved by somebody else. */
        SAVED
    }

    /** @param content what it says; null unless it was saved */
    record Look(State state, FileStamp stamp, UserSheet.Content content) {}

    Look look() throws IOException {
        FileStamp stamp = FileStamp.of(file);
        if (stamp.equals(seenStamp)) {
            return new Look(State.UNCHANGED, stamp, null);
        }
        if (stamp.equals(FileStamp.NONE)) {
            seenStamp = stamp;
            return new Look(State.GONE, stamp, null);
        }
        if (stamp.equals(brokenStamp)) {
            return new Look(State.BROKEN, stamp, null);
        }
        try {
            UserSheet.Content content = UserSheet.read(file);
            boolean settled = stamp.equals(FileStamp.of(file));
            return new Look(settled ? State.SAVED : State.UNCHANGED, stamp, content);
        } catch (NoSuchFileException e) {
            return new Look(State.GONE, stamp, null);
        }
    }

    /** What it said when it was read the last time. */
    UserSheet.Content lastRead() {
        return lastRead;
    }

    /** What was saved is in the log now. */
    void taken(Look look) {
        seenStamp = look.stamp();
        lastRead = look.content();
        revision = look.content().revision();
    }

    /** The version that is in the file; −1 when there is none. */
    long revision() {
        return revision;
    }

    /** It cannot be read; it stays as it is until a new one is written. */
    void foundBroken() throws IOException {
        brokenStamp = FileStamp.of(file);
    }

    /** Puts a new version in the place of the one that was seen; leaves alone what somebody else has open or just saved. */
    void write(Collection<User> users, long newRevision) throws IOException {
        if (isOpenElsewhere()) {
            return;
        }
        if (!brokenStamp.equals(FileStamp.NONE) && brokenStamp.equals(FileStamp.of(file))) {
            Path kept = file.resolveSibling(file.getFileName() + ".broken-" + clock.millis());
            Files.move(file, kept);
            warn(file.getFileName() + " was not readable; it is kept as " + kept.getFileName());
            seenStamp = FileStamp.NONE;
        }
        byte[] bytes = UserSheet.encode(users, newRevision);
        // The look comes behind the force, which may take seconds on a busy disk: what an administrator saved meanwhile
        // stays, and the next poll reads it. Between the look and the rename there are microseconds.
        boolean replaced = PrivateFiles.replaceIf(file, bytes, () -> {
            betweenForceAndCheck.run();
            return FileStamp.of(file).equals(seenStamp);
        });
        if (replaced) {
            seenStamp = FileStamp.of(file);
            revision = newRevision;
            brokenStamp = FileStamp.NONE;
            lastWarning = "";
        }
    }

    // LibreOffice and Excel put these beside a file they have open; writing under them would only ask for a conflict
    private boolean isOpenElsewhere() throws IOException {
        for (String name : List.of(".~lock." + file.getFileName() + "#", "~$" + file.getFileName())) {
            Path mark = file.resolveSibling(name);
            try {
                // a mark of the future is of a time before the clock was set back
                long age = Math.abs(
                        clock.millis() - Files.getLastModifiedTime(mark).toMillis());
                if (age < OPEN_ELSEWHERE_LIMIT.toMillis()) {
                    warn(file.getFileName() + " is open in an office program (" + name
                            + "); it is brought up to date when that is closed");
                    return true;
                }
            } catch (NoSuchFileException e) {
                continue;
            }
        }
        return false;
    }

    /** Logs it; the same trouble every second is said once. */
    void warn(String message) {
        if (!message.equals(lastWarning)) {
            LOG.log(System.Logger.Level.WARNING, message);
            lastWarning = message;
        }
    }
}
