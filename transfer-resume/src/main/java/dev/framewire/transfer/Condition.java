package dev.framewire.transfer;

/** What the target must be like for a transfer to be published. Checked when it is opened and again when it commits. */
public enum Condition {
    /** Replace whatever is there. */
    ANY,
    /** Only if there is nothing. */
    ABSENT,
    /** Only if what is there has a certain root: nobody has changed it since it was looked at. */
    ROOT
}
