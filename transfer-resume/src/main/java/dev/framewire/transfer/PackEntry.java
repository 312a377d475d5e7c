package dev.framewire.transfer;

/** One file of a pack. */
record PackEntry(String path, long modifiedMillis, int size, byte[] root) {}
