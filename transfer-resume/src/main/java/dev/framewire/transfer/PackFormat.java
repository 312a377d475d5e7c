package dev.framewire.transfer;

/**
 * What a pack says of itself.
 *
 * @param check what each file's root is: SHA-256's or BLAKE3's
 * @param modes whether each entry tells a file's permissions
 */
record PackFormat(ContentCheck check, boolean modes) {
    /** Where nothing is said. */
    static final PackFormat PLAIN = new PackFormat(ContentCheck.SHA256, false);
}
