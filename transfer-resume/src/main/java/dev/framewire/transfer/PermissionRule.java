package dev.framewire.transfer;

import java.io.IOException;

/**
 * What a receiver takes over of a source's permissions.
 *
 * @param taken anything at all
 * @param throughUmask less what the process takes from every new file
 * @param always bits that the file has whatever is told
 */
record PermissionRule(boolean taken, boolean throughUmask, int always) {
    static final PermissionRule NOTHING = new PermissionRule(false, false, 0);
    static final PermissionRule THROUGH_UMASK = new PermissionRule(true, true, 0);

    static PermissionRule exact(int always) {
        if (always < 0 || always > Permissions.ALL) {
            throw new IllegalArgumentException("permissions of other than nine bits: " + always);
        }
        return new PermissionRule(true, false, always);
    }

    /** The mode of a file on a disk, of a source with this one; −1 if its mode is to stay as it is. */
    int on(Disk disk, int sourceMode) throws IOException {
        if (!taken || sourceMode < 0) {
            return -1;
        }
        return throughUmask ? sourceMode & ~disk.umask() : sourceMode | always;
    }
}
