package dev.framewire.transfer;

import java.util.HexFormat;

/**
 * One file of a pack.
 *
 * @param modifiedMillis −1 if it is not told
 * @param mode nine bits; −1 if they are not told
 */
record PackEntry(String path, long modifiedMillis, int size, int mode, byte[] root) {
    String rootHex() {
        return HexFormat.of().formatHex(root);
    }
}
