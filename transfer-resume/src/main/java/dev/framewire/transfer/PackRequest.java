package dev.framewire.transfer;

/** How to put or get many small files. Immutable; each method returns a copy. */
public final class PackRequest {
    final Condition condition;
    final PackFormat format;

    private PackRequest(Condition condition, PackFormat format) {
        this.condition = condition;
        this.format = format;
    }

    /**
     * A request that replaces whatever is there.
     *
     * @return the request
     */
    public static PackRequest any() {
        return new PackRequest(Condition.ANY, PackFormat.PLAIN);
    }

    /** As the older methods say it. */
    static PackRequest of(Condition condition) {
        if (condition == Condition.ROOT) {
            throw new IllegalArgumentException("a pack does not look at what it replaces: " + condition);
        }
        return new PackRequest(condition, PackFormat.PLAIN);
    }

    /**
     * Publishes only where there is nothing: a name that is taken fails with {@code EXISTS}, unless it has the very content.
     *
     * @return a copy
     */
    public PackRequest ifAbsent() {
        return new PackRequest(Condition.ABSENT, format);
    }

    /**
     * Digests with BLAKE3 in place of SHA-256, as {@link GetRequest#blake3} says: {@link SmallFileResult#rootHex} and
     * {@link WantedFileResult#rootHex} are then the BLAKE3 hash of each file, as {@code b3sum} prints it. The other side must
     * know it: otherwise each file of a put fails with {@code CORRUPT}, and a get with {@code PROTOCOL}.
     *
     * @return a copy; default SHA-256
     */
    public PackRequest blake3() {
        return new PackRequest(condition, new PackFormat(ContentCheck.BLAKE3, format.modes()));
    }

    /**
     * Has each file's permissions told: in a put those of the {@link SmallFile}, which the other side may take over; in a get
     * those that the other side's {@link TransferSite#open} tells, which each sink takes over as
     * {@link TransferSink#keepPermissions} says. A put to another side that does not know it fails with {@code PROTOCOL}; in
     * a get it tells none.
     *
     * @return a copy; by default nothing is told
     */
    public PackRequest withPermissions() {
        return new PackRequest(condition, new PackFormat(format.check(), true));
    }
}
