package dev.framewire.transfer;

import java.nio.file.Path;

/**
 * A file to be put in a pack.
 *
 * @param path the name at the other side, at most 4,096 bytes of UTF-8
 * @param file a regular file of at most {@link TransferEngine#MAX_PACKED_BYTES}; it is read when its turn comes
 */
public record SmallFile(String path, Path file) {}
