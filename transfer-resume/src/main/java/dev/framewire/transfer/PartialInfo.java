package dev.framewire.transfer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

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
        boolean active) {
    /**
     * Whether {@link #size} is the size, and not the most that it may be.
     *
     * @return false as long as nobody knows how large the content is; also of one of 65,536 chunks, which is as large as can be
     */
    public boolean sizeKnown() {
        return size < (long) chunkBytes * Geometry.MAX_CHUNKS;
    }

    /**
     * Says it in words.
     *
     * @return two sentences
     */
    public String explain() {
        return String.format(
                Locale.ROOT,
                "%s written and %s durable, in chunks of %d bytes; last touched %s; %s. "
                        + "They are compared with the source before they are used.",
                sizeKnown()
                        ? writtenBytes + " of " + size + " bytes (" + percent(writtenBytes) + ") are"
                        : writtenBytes + " bytes, of a content whose size is not known yet, are",
                durableBytes + " of them" + (sizeKnown() ? " (" + percent(durableBytes) + ")" : ""),
                chunkBytes,
                touched,
                active ? "a connection is filling it" : "no connection of this process is filling it");
    }

    /** Rounded down: what is not all of it is not 100 %. */
    private String percent(long bytes) {
        return (size == 0 ? 100 : bytes * 100 / size) + " %";
    }
}
