package dev.framewire.transfer;

import org.jspecify.annotations.Nullable;

/** What to ask for when sending. Immutable; each method returns a copy. */
public final class PutRequest {
    final String path;
    final Condition condition;
    final @Nullable String expectedRoot;
    final long rateBytesPerSecond;
    final @Nullable OtherFrames otherFrames;

    private PutRequest(
            String path,
            Condition condition,
            @Nullable String expectedRoot,
            long rate,
            @Nullable OtherFrames otherFrames) {
        this.path = path;
        this.condition = condition;
        this.expectedRoot = expectedRoot;
        this.rateBytesPerSecond = rate;
        this.otherFrames = otherFrames;
    }

    /**
     * A request that replaces whatever is there, as fast as it goes.
     *
     * @param path the name at the other side
     * @return the request
     */
    public static PutRequest to(String path) {
        return new PutRequest(path, Condition.ANY, null, 0, null);
    }

    /**
     * Publishes only where there is nothing.
     *
     * @return a copy
     */
    public PutRequest ifAbsent() {
        return new PutRequest(path, Condition.ABSENT, null, rateBytesPerSecond, otherFrames);
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
        return new PutRequest(path, Condition.ROOT, MerkleTree.checkedHex(rootHex), rateBytesPerSecond, otherFrames);
    }

    /**
     * Limits the rate.
     *
     * @param rate content bytes per second, 1,024 or more; 0 for no limit
     * @return a copy
     * @throws IllegalArgumentException if the rate is less, and not 0
     */
    public PutRequest rateBytesPerSecond(long rate) {
        return new PutRequest(path, condition, expectedRoot, Pace.checked(rate), otherFrames);
    }

    /**
     * Takes frames of other types that arrive meanwhile; without this they end the transfer.
     *
     * @param handler called on the reading thread
     * @return a copy
     */
    public PutRequest onOtherFrame(OtherFrames handler) {
        return new PutRequest(path, condition, expectedRoot, rateBytesPerSecond, handler);
    }
}
