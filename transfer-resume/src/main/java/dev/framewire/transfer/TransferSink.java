package dev.framewire.transfer;

import java.nio.file.Path;

/** Where received content goes: a file, by way of a partial in a {@link FileStore}. Immutable; each method returns a copy. */
public final class TransferSink {
    final FileStore store;
    final String owner;
    final Path target;
    final Condition condition;
    final boolean keepModified;
    final long maxBytes;

    private TransferSink(
            FileStore store, String owner, Path target, Condition condition, boolean keepModified, long maxBytes) {
        this.store = store;
        this.owner = owner;
        this.target = target;
        this.condition = condition;
        this.keepModified = keepModified;
        this.maxBytes = maxBytes;
    }

    /**
     * A file that is replaced, atomically, when the content is complete and verified.
     *
     * @param store holds the partial; its folder must be on the target's file system
     * @param owner whose partial it is: another owner never continues it
     * @param target the file; its folder exists
     * @return the sink
     */
    public static TransferSink file(FileStore store, String owner, Path target) {
        return new TransferSink(
                store, owner, target.toAbsolutePath().normalize(), Condition.ANY, true, Geometry.MAX_SIZE);
    }

    /**
     * Publishes only where there is nothing.
     *
     * @return a copy
     */
    public TransferSink ifAbsent() {
        return new TransferSink(store, owner, target, Condition.ABSENT, keepModified, maxBytes);
    }

    /**
     * Whether the file takes over the source's modification time.
     *
     * @param keep default true
     * @return a copy
     */
    public TransferSink keepModified(boolean keep) {
        return new TransferSink(store, owner, target, condition, keep, maxBytes);
    }

    /**
     * Refuses larger content.
     *
     * @param bytes default 2^40
     * @return a copy
     */
    public TransferSink maxBytes(long bytes) {
        return new TransferSink(store, owner, target, condition, keepModified, Math.min(bytes, Geometry.MAX_SIZE));
    }

    TransferSink when(Condition offered) {
        return offered == Condition.ABSENT ? ifAbsent() : this;
    }
}
