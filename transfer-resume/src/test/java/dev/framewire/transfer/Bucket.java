package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The requests of an object store that {@link BucketStore} needs; those of Amazon S3, Google Cloud Storage and Azure all have
 * them. A request that returns is durable.
 */
interface Bucket {
    /** A condition does not hold: 412, or 409 where the store says so. */
    final class Changed extends IOException {
        private static final long serialVersionUID = 1L;

        Changed(String key) {
            super(key);
        }
    }

    /** A small object, and the tag that its next version will not have. */
    record Tagged(byte[] bytes, String tag) {}

    /** GET; empty if there is none: 404. */
    Optional<Tagged> get(String key) throws IOException;

    /** GET with a range: fills some of the target, −1 behind the end or where there is none. */
    int read(String key, ByteBuffer target, long position) throws IOException;

    /** PUT. */
    void put(String key, byte[] bytes) throws IOException;

    /** PUT with {@code If-Match}, or, for null, {@code If-None-Match: *}. */
    void replace(String key, byte[] bytes, @Nullable String tag) throws IOException;

    /**
     * Joins objects to one that has a name of its own. S3: CreateMultipartUpload, UploadPartCopy of what is 5 MiB or larger,
     * UploadPart of smaller ones joined, CompleteMultipartUpload. Google: compose, 32 at a time.
     */
    void join(String key, List<String> keys) throws IOException;

    /** LIST, page by page. */
    List<String> list(String prefix) throws IOException;

    /** DELETE; nothing if there is none. */
    void delete(String key) throws IOException;
}
