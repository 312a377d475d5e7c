package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.cli.Syntax.Arg;
import dev.framewire.netdisk.cli.Syntax.Flag;

/** The options of {@code put} and {@code get}. */
final class TransferOptions {
    private final Flag resume = Syntax.newFlag("--resume", "go on where an earlier transfer stopped");
    private final Flag restart = Syntax.newFlag(
            "--restart",
            "start over, without what an unfinished transfer left; what the receiver has in a whole"
                    + " file is still not sent again");
    private final Flag recursive;
    private final Flag permissions;
    private final Arg<Long> rate;

    TransferOptions(Syntax syntax) {
        syntax.addEither(resume, restart);
        recursive = syntax.flag("-r", "folders, with everything in them");
        permissions = syntax.flag(
                "--perms",
                "keep what owner, group and others may do with each file, as cp -p and rsync -p do;"
                        + " without it a file that arrives is its owner's alone (0600)");
        rate = syntax.option(
                "--rate", Long.class, new RateConverter(), "SIZE", "at most so many bytes a second; 1K or more");
    }

    boolean resume() {
        return resume.isSet();
    }

    boolean restart() {
        return restart.isSet();
    }

    boolean recursive() {
        return recursive.isSet();
    }

    boolean permissions() {
        return permissions.isSet();
    }

    /** 0 is none. */
    long rateBytesPerSecond() {
        return rate.or(0L);
    }

    /** What is different about the command that goes on with one of a single file. */
    String goesOnWith() {
        return restart() ? "without --restart " : "";
    }

    /** The same of one that sends folders or several files: nothing but --resume passes over the files that are there. */
    String foldersGoOnWith() {
        return restart() ? "with --resume in place of --restart " : resume() ? "" : "with --resume ";
    }
}
