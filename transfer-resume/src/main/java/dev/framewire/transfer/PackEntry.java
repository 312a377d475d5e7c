package dev.framewire.transfer;

import java.util.HexFormat;

/** One file of a pack. */
record PackEntry(String path, long modifiedMillis, int size, byte[] root) {
    String rootHex() {
        return HexFormat.of().formatHex(root);
    }
}
