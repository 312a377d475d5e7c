package dev.framewire.transfer;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.IOException;

/** Begins one attempt of a {@link ResumingTransfer}: the same put or get each time, of a source that is opened anew. */
public interface TransferStart {
    /**
     * Begins.
     *
     * @param in the reader of a new connection
     * @param out its writer
     * @return the attempt, as {@link TransferEngine#put} or {@link TransferEngine#get} returned it
     * @throws IOException if it cannot begin at all, because the source cannot be opened: that is not tried again
     */
    Transfer on(FrameReader in, FrameWriter out) throws IOException;
}
