package dev.framewire.transfer;

import dev.framewire.framing.Frame;
import java.io.IOException;

/** Takes the frames that arrive while a transfer runs and are not its own. */
public interface OtherFrames {
    /**
     * Handles one frame, on the thread that reads.
     *
     * @param frame valid during the call
     * @throws IOException ends the transfer
     */
    void handle(Frame frame) throws IOException;
}
