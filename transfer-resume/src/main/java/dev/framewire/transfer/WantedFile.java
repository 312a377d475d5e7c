package dev.framewire.transfer;

/**
 * A small file to be fetched in a pack.
 *
 * @param path the name at the other side, at most 4,096 bytes of UTF-8; not twice among those that are asked for at once
 * @param sink where it goes
 */
public record WantedFile(String path, TransferSink sink) {}
