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

    final ContentCheck check;

    private PutRequest(
            String path,
            Condition condition,
            @Nullable String expectedRoot,
            long rate,
            @Nullable OtherFrames otherFrames,
            @Nullable String sha256,
            ContentCheck check) {
        this.path = path;
        this.condition = condition;
        this.expectedRoot = expectedRoot;
        this.rateBytesPerSecond = rate;
        this.otherFrames = otherFrames;
        this.sha256 = sha256;
        this.check = check;
    }

    /**
     * A request that replaces whatever is there, as fast as it goes.
     *
     * @param path the name at the other side
     * @return the request
     */
    public static PutRequest to(String path) {
        return new PutRequest(path, Condition.ANY, null, 0, null, null, ContentCheck.SHA256);
    }

    /**
     * Publishes only where there is nothing.
     *
     * @return a copy
     */
    public PutRequest ifAbsent() {
        return new PutRequest(path, Condition.ABSENT, null, rateBytesPerSecond, otherFrames, sha256, check);
    }

    /**
     * Replaces only what has this root: nobody has changed it since {@link TransferResult#rootHex} was read. Otherwise the
     * transfer fails with {@code CONFLICT}.
     *
     * @param rootHex 64 hexadecimal digits
     * @return a copy
     * @throws IllegalArgumentException if it is not that, or the root of a transfer that was checked by CRCs alone
     * @throws IllegalStateException after {@link #crcOnly}
     */
    public PutRequest ifRoot(String rootHex) {
        if (check == ContentCheck.CRC_ONLY) {
            throw new IllegalStateException("a root is not compared by CRCs alone");
        }
        return new PutRequest(
                path, Condition.ROOT, MerkleTree.checkedRoot(rootHex), rateBytesPerSecond, otherFrames, sha256, check);
    }

    /**
     * Limits the rate.
     *
     * @param rate content bytes per second, 1,024 or more; 0 for no limit
     * @return a copy
     * @throws IllegalArgumentException if the rate is less, and not 0
     */
    public PutRequest rateBytesPerSecond(long rate) {
        return new PutRequest(path, condition, expectedRoot, Pace.checked(rate), otherFrames, sha256, check);
    }

    /**
     * Takes frames of other types that arrive meanwhile; without this they end the transfer.
     *
     * @param handler called on the reading thread
     * @return a copy
     */
    public PutRequest onOtherFrame(OtherFrames handler) {
        return new PutRequest(path, condition, expectedRoot, rateBytesPerSecond, handler, sha256, check);
    }

    /**
     * Asks for SHA-256 of the whole content, for users of {@code sha256sum}: {@link TransferResult#sha256Hex} then has it. The
     * receiver computes it while content arrives in order; of what did not, after a resume or where the old file is used, it
     * reads all from the first such chunk on once more before it publishes.
     *
     * @return a copy
     */
    public PutRequest sha256() {
        return new PutRequest(path, condition, expectedRoot, rateBytesPerSecond, otherFrames, WholeDigest.ASK, check);
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
                path, condition, expectedRoot, rateBytesPerSecond, otherFrames, MerkleTree.checkedHex(hex), check);
    }

    /**
     * Digests with BLAKE3 in place of SHA-256, as {@link GetRequest#blake3} says. What {@link #ifRoot} was given is compared with
     * the root of that kind then.
     *
     * @return a copy
     */
    public PutRequest blake3() {
        return new PutRequest(
                path, condition, expectedRoot, rateBytesPerSecond, otherFrames, sha256, ContentCheck.BLAKE3);
    }

    /**
     * Checks by CRCs alone, and takes no SHA-256 but that of the whole, if it is asked for: for machines that cannot hash as fast as they copy, on a way where
     * nobody means ill. Everything else stays: resume, comparison, repair, atomic publication, durability.
     *
     * <p>Two CRCs of 32 bits guard against accidents: a flipped bit, a lost page, a disk that answers wrongly; that one goes
     * unseen is as likely as 2<sup>-64</sup>. They guard against nobody. Whoever can write the source, the target, the partial or
     * the connection can make other bytes with the same CRCs, which are then taken for the right ones, not sent, and published;
     * over an authenticated connection that is still so for the files. The other side must allow it
     * ({@link TransferSite#allowsCrcOnly}); without that the transfer fails with {@code REFUSED}. What is kept of a transfer
     * that broke off is never continued by one of the other kind.
     *
     * @return a copy
     * @throws IllegalStateException after {@link #ifRoot}
     */
    public PutRequest crcOnly() {
        if (condition == Condition.ROOT) {
            throw new IllegalStateException("a root is not compared by CRCs alone");
        }
        return new PutRequest(
                path, condition, expectedRoot, rateBytesPerSecond, otherFrames, sha256, ContentCheck.CRC_ONLY);
    }
}
