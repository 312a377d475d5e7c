package dev.framewire.transfer;

/** The memory for content on its way, shared evenly by all transfers of an engine that share connections. Thread-safe. */
final class WindowBudget {
    /** A transfer's least: whatever the others hold, one piece of the largest size can be on its way while one is handled. */
    static final long LEAST_BYTES = 2L * MessageCodec.MAX_PIECE_BYTES;

    private final long totalBytes;
    private final long mostBytes;
    private long freeBytes;
    private int transfers;

    WindowBudget(long totalBytes, long mostBytes) {
        this.totalBytes = totalBytes;
        this.mostBytes = mostBytes;
        this.freeBytes = totalBytes;
    }

    synchronized void join() {
        transfers++;
    }

    synchronized void leave() {
        transfers--;
    }

    synchronized void release(long bytes) {
        freeBytes += bytes;
    }

    /** What a transfer that has so much may have besides. */
    synchronized long grow(long has) {
        long share = Math.min(mostBytes, totalBytes / Math.max(1, transfers));
        long more = Math.max(0, Math.min(share - has, freeBytes));
        more = Math.max(more, LEAST_BYTES - has);
        freeBytes -= more;
        return more;
    }

    synchronized long freeBytes() {
        return freeBytes;
    }
}
