package dev.framewire.transfer;

/**
 * The order of pages that name every chunk once: each begins where the one before it ended. Source: SPEC.md, "Messages".
 * Without it a peer could send pages for ever.
 */
final class Pages {
    private final String message;
    private int chunks;
    private final Kind kind;
    private int next;
    private boolean complete;

    /** What a page may be. */
    enum Kind {
        /** All but the last are full; content of no chunks has no page. */
        FULL,
        /** All but the last are full; content of no chunks has one page of none. */
        FULL_OR_NONE,
        /** Each has a chunk or more; content of no chunks has one page of none. */
        ANY
    }

    Pages(String message, int chunks, Kind kind) {
        this.message = message;
        this.chunks = chunks;
        this.kind = kind;
        restart();
    }

    /** Takes a page of the peer's. */
    void take(int first, int count) throws TransferException {
        if (complete) {
            throw MessageCodec.protocol(message + " after the last one");
        }
        int most = Math.min(MessageCodec.PAGE_CHUNKS, chunks - next);
        int least = kind == Kind.ANY ? Math.min(1, most) : most;
        if (first != next || count < least || count > most) {
            throw MessageCodec.protocol(
                    message + " of chunks " + first + " + " + count + ", but " + next + " of " + chunks + " is next");
        }
        next += count;
        complete = next == chunks;
    }

    /** There are so many chunks, and not as many as could be. */
    void end(int all) throws TransferException {
        if (all < next) {
            throw MessageCodec.protocol(message + " of " + next + " chunks already, and there are " + all);
        }
        chunks = all;
        complete = next == all;
    }

    /** Whether the last one has come. */
    boolean complete() {
        return complete;
    }

    /** All of them are to come again. */
    final void restart() {
        next = 0;
        complete = chunks == 0 && kind == Kind.FULL;
    }
}
