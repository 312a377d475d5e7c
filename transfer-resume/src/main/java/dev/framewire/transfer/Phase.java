package dev.framewire.transfer;

/** What a transfer is doing. */
public enum Phase {
    /** The two ends agree on what is to be sent. */
    OPENING,
    /** What an earlier attempt left is being compared. */
    VERIFYING,
    /** Content is on its way. */
    TRANSFERRING,
    /** The receiver forces the content to its disk. */
    SYNCING,
    /** The receiver gives the file its name. */
    COMMITTING,
    /** It is over. */
    DONE
}
