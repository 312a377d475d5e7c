package dev.framewire.transfer;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What is kept of a transfer that has not arrived yet.
 *
 * @param owner whose it is
 * @param target what it will become
 * @param size bytes of the whole; as long as nobody knows how many ({@link StreamSource}) the most there may be: 65,536 chunks
 * @param chunkBytes the size of a chunk
 * @param writtenBytes in the partial, by its journal
 * @param durableBytes of those, what was forced to the disk
 * @param touched when it last grew
 * @param active whether a connection is filling it
 */
public record PartialInfo(
        String owner,
        Path target,
        long size,
        int chunkBytes,
        long writtenBytes,
        long durableBytes,
        Instant touched,
        boolean active) {}
