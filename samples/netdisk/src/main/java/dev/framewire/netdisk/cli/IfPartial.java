package dev.framewire.netdisk.cli;

import picocli.CommandLine.Option;

/** What to do about what is there already. */
final class IfPartial {
    @Option(names = "--resume", description = "go on where an earlier transfer stopped")
    boolean resume;

    @Option(
            names = "--restart",
            description = "start over, without what an unfinished transfer left; what the receiver has in a whole"
                    + " file is still not sent again")
    boolean restart;
}
