package dev.framewire.netdisk.cli;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of {@code put} and {@code get}. */
final class TransferOptions {
    @ArgGroup
    IfPartial ifPartial = new IfPartial();

    @Option(names = "-r", description = "folders, with everything in them")
    boolean recursive;

    /** What is different about the command that goes on with one of a single file. */
    String goesOnWith() {
        return ifPartial.restart ? "without --restart " : "";
    }

    /** The same of one that sends folders or several files: nothing but --resume passes over the files that are there. */
    String foldersGoOnWith() {
        return ifPartial.restart ? "with --resume in place of --restart " : ifPartial.resume ? "" : "with --resume ";
    }

    @Option(
            names = "--perms",
            description = "keep what owner, group and others may do with each file, as cp -p and rsync -p do;"
                    + " without it a file that arrives is its owner's alone (0600)")
    boolean permissions;

    @Option(names = "--rate", paramLabel = "SIZE", description = "at most so many bytes a second; 1K or more")
    Root.Rate rate = new Root.Rate(0);
}
