package dev.framewire.transfer;

import org.jspecify.annotations.Nullable;

/** What to ask for when receiving. Immutable; each method returns a copy. */
public final class GetRequest {
    final String path;
    final long rateBytesPerSecond;
    final @Nullable OtherFrames otherFrames;
    /** {@link WholeDigest#ASK}, or what the content must have. */
    final @Nullable String sha256;

    final ContentCheck check;

    private GetRequest(
            String path, long rate, @Nullable OtherFrames otherFrames, @Nullable String sha256, ContentCheck check) {
        this.path = path;
        this.rateBytesPerSecond = rate;
        this.otherFrames = otherFrames;
        this.sha256 = sha256;
        this.check = check;
    }

    /**
     * A request, as fast as it goes.
     *
     * @param path the name at the other side
     * @return the request
     */
    public static GetRequest of(String path) {
        return new GetRequest(path, 0, null, null, ContentCheck.SHA256);
    }

    /**
     * Asks the sender to limit its rate.
     *
     * @param rate content bytes per second, 1,024 or more; 0 for no limit
     * @return a copy
     * @throws IllegalArgumentException if the rate is less, and not 0
     */
    public GetRequest rateBytesPerSecond(long rate) {
        return new GetRequest(path, Pace.checked(rate), otherFrames, sha256, check);
    }

    /**
     * Takes frames of other types that arrive meanwhile; without this they end the transfer.
     *
     * @param handler called on the reading thread
     * @return a copy
     */
    public GetRequest onOtherFrame(OtherFrames handler) {
        return new GetRequest(path, rateBytesPerSecond, handler, sha256, check);
    }

    /**
     * Has SHA-256 of the whole content computed, for users of {@code sha256sum}: {@link TransferResult#sha256Hex} then has it.
     * That happens while content arrives in order; of what did not, after a resume or where the old file is used, all from the
     * first such chunk on is read once more before it is published.
     *
     * @return a copy
     */
    public GetRequest sha256() {
        return new GetRequest(path, rateBytesPerSecond, otherFrames, WholeDigest.ASK, check);
    }

    /**
     * Publishes only content that has this SHA-256, and fails with {@code WRONG_DIGEST} else; it costs as much as
     * {@link #sha256}.
     *
     * @param hex 64 hexadecimal digits, as {@code sha256sum} prints them
     * @return a copy
     * @throws IllegalArgumentException if it is not that
     */
    public GetRequest expectSha256(String hex) {
        return new GetRequest(path, rateBytesPerSecond, otherFrames, MerkleTree.checkedHex(hex), check);
    }

    /**
     * Digests with BLAKE3 in place of SHA-256: as hard to forge, and where the processor has no instructions for SHA-256, a
     * transfer takes a fraction of the time; where it has them, SHA-256 is faster. The root is the BLAKE3 hash of the content then,
     * which {@code b3sum} prints, and tells contents from each other like any; only one that was made the same way is equal to it.
     * What is kept of a transfer that broke off is not continued by one of the other kind. A {@link StreamSink} goes
     * on with the kind it has begun with, and refuses another ({@code REFUSED}); a {@link StreamSource} is not sent so.
     *
     * @return a copy
     */
    public GetRequest blake3() {
        return new GetRequest(path, rateBytesPerSecond, otherFrames, sha256, ContentCheck.BLAKE3);
    }

    /**
     * Checks by CRCs alone, as {@link PutRequest#crcOnly} says: no protection from anybody who means ill.
     *
     * @return a copy
     */
    public GetRequest crcOnly() {
        return new GetRequest(path, rateBytesPerSecond, otherFrames, sha256, ContentCheck.CRC_ONLY);
    }
}
