package dev.framewire.transfer;

/**
 * The order of pages that name every chunk once: each begins where the one before it ended, and all but the last are full.
 * Source: SPEC.md, "Messages". Without it a peer could send pages for ever.
 */
final class Pages {
    private final String message;
    private final int chunks;
    private final boolean oneOfNone;
    private int next;
    private boolean complete;

    /** Content of no chunks has one page of none, or no page at all. */
    Pages(String message, int chunks, boolean oneOfNone) {
        this.message = message;
        this.chunks = chunks;
        this.oneOfNone = oneOfNone;
        restart();
    }

    /** Takes a page of the peer's. */
    void take(int first, int count) throws TransferException {
        if (complete) {
            throw MessageCodec.protocol(message + " after the last one");
        }
        if (first != next || count != Math.min(MessageCodec.PAGE_CHUNKS, chunks - next)) {
            throw MessageCodec.protocol(
                    message + " of chunks " + first + " + " + count + ", but " + next + " of " + chunks + " is next");
        }
        next += count;
        complete = next == chunks;
    }

    /** Whether the last one has come. */
    boolean complete() {
        return complete;
    }

    /** All of them are to come again. */
    final void restart() {
        next = 0;
        complete = chunks == 0 && !oneOfNone;
    }
}
