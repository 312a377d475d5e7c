package dev.framewire.transfer;

import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.Closeable;
import java.io.IOException;

/** Where a {@link ResumingTransfer} gets a connection from, whenever it needs a new one. */
public interface TransferConnector {
    /**
     * Connects, and logs in where that is wanted.
     *
     * @return a connection; whoever asked closes it
     * @throws IOException if that fails now; it is tried again. A {@link TransferException} that is not
     *     {@link TransferException#retryable} ends the transfer: say so when, for example, the password is wrong
     */
    Connected connect() throws IOException;

    /**
     * A connection between two frames.
     *
     * @param in its reader
     * @param out its writer
     * @param connection what ends both, at once and from any thread: usually the socket
     */
    record Connected(FrameReader in, FrameWriter out, Closeable connection) {}
}
