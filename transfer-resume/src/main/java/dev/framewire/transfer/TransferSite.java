package dev.framewire.transfer;

import java.io.IOException;

/** The application's side of {@link TransferEngine#serve}: it decides names, permissions and quota. */
public interface TransferSite {
    /**
     * Says where an offered content goes.
     *
     * @param offer from the other side; its path is not to be trusted
     * @return the sink; the offer's own condition is added to it
     * @throws TransferRefusedException if it is not wanted
     * @throws IOException if that cannot be said
     */
    TransferSink accept(PutOffer offer) throws TransferRefusedException, IOException;

    /**
     * Opens what the other side asks for.
     *
     * @param offer from the other side; its path is not to be trusted
     * @return the source; the engine closes it
     * @throws TransferRefusedException if it may not have it
     * @throws IOException if it cannot be opened
     */
    TransferSource open(GetOffer offer) throws TransferRefusedException, IOException;
}
