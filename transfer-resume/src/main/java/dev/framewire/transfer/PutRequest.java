package dev.framewire.transfer;

import org.jspecify.annotations.Nullable;

/** What to ask for when sending. Immutable; each method returns a copy. */
public final class PutRequest {
    final String path;
    final Condition condition;
    final @Nullable String expectedRoot;
    final long rateBytesPerSecond;
    final @Nullable OtherFrames otherFrames;
    /** {@link WholeDigest#ASK}, or what the content must have. */
    final @Nullable String sha256;

    private PutRequest(
            String path,
            Condition condition,
            @Nullable String expectedRoot,
            long rate,
            @Nullable OtherFrames otherFrames,
            @Nullable String sha256) {
        this.path = path;
        this.condition = condition;
        this.expectedRoot = expectedRoot;
        this.rateBytesPerSecond = rate;
        this.otherFrames = otherFrames;
        this.sha256 = sha256;
    }

    /**
     * A request that replaces whatever is there, as fast as it goes.
     *
     * @param path the name at the other side
     * @return the request
     */
    public static PutRequest to(String path) {
        return new PutRequest(path, Condition.ANY, null, 0, null, null);
    }

    /**
     * Publishes only where there is nothing.
     *
     * @return a copy
     */
    public PutRequest ifAbsent() {
        return new PutRequest(path, Condition.ABSENT, null, rateBytesPerSecond, otherFrames, sha256);
    }

    /**
     * Replaces only what has this root: nobody has changed it since {@link TransferResult#rootHex} was read. Otherwise the
     * transfer fails with {@code CONFLICT}.
     *
     * @param rootHex 64 hexadecimal digits
     * @return a copy
     * @throws IllegalArgumentException if it is not that
     */
    public PutRequest ifRoot(String rootHex) {
        return new PutRequest(
                path, Condition.ROOT, MerkleTree.checkedHex(rootHex), rateBytesPerSecond, otherFrames, sha256);
    }

    /**
     * Limits the rate.
     *
     * @param rate content bytes per second, 1,024 or more; 0 for no limit
     * @return a copy
     * @throws IllegalArgumentException if the rate is less, and not 0
     */
    public PutRequest rateBytesPerSecond(long rate) {
        return new PutRequest(path, condition, expectedRoot, Pace.checked(rate), otherFrames, sha256);
    }

    /**
     * Takes frames of other types that arrive meanwhile; without this they end the transfer.
     *
     * @param handler called on the reading thread
     * @return a copy
     */
    public PutRequest onOtherFrame(OtherFrames handler) {
        return new PutRequest(path, condition, expectedRoot, rateBytesPerSecond, handler, sha256);
    }

    /**
     * Asks for SHA-256 of the whole content, for users of {@code sha256sum}: {@link TransferResult#sha256Hex} then has it. The
     * receiver computes it while content arrives in order; of what did not, after a resume or where the old file is used, it
     * reads all from the first such chunk on once more before it publishes.
     *
     * @return a copy
     */
    public PutRequest sha256() {
        return new PutRequest(path, condition, expectedRoot, rateBytesPerSecond, otherFrames, WholeDigest.ASK);
    }

    /**
     * Publishes only content that has this SHA-256, and fails with {@code WRONG_DIGEST} else; it costs as much as
     * {@link #sha256}.
     *
     * @param hex 64 hexadecimal digits, as {@code sha256sum} prints them
     * @return a copy
     * @throws IllegalArgumentException if it is not that
     */
    public PutRequest expectSha256(String hex) {
        return new PutRequest(
                path, condition, expectedRoot, rateBytesPerSecond, otherFrames, MerkleTree.checkedHex(hex));
    }
}
