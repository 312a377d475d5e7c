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
     * Says where one file of a pack goes. Its bytes are here already, and nothing that was kept of an earlier transfer is
     * looked at: a site that knows of one may refuse with {@code LOCKED}, and have the file put by itself.
     *
     * @param offer from the other side; its path is not to be trusted
     * @return the sink; by default that of {@link #accept}
     * @throws TransferRefusedException if it is not wanted
     * @throws IOException if that cannot be said
     */
    default TransferSink acceptPacked(PutOffer offer) throws TransferRefusedException, IOException {
        return accept(offer);
    }

    /**
     * Whether many small files may be put and got in packs. Each is asked for by {@link #acceptPacked} or {@link #open}, one after
     * the other on one thread; those that were accepted are reported by {@link #settled}.
     *
     * @return false, unless the site is made for that
     */
    default boolean takesPacks() {
        return false;
    }

    /**
     * Whether content may be put whose size nobody knows before its end: {@link PutOffer#size} is −1 then, and only
     * {@link TransferSink#maxBytes} bounds it.
     *
     * @return false, unless the site is made for that; then such a put fails with {@code REFUSED}
     */
    default boolean takesUnknownSize() {
        return false;
    }

    /**
     * Whether the other side may have transfers checked by CRCs alone: {@link PutRequest#crcOnly} and {@link GetRequest#crcOnly}.
     * Such a put finds no change that somebody makes on purpose, also none in a partial or a file that is here already.
     *
     * @return false, unless the site is made for that; then such a transfer fails with {@code REFUSED}
     */
    default boolean allowsCrcOnly() {
        return false;
    }

    /**
     * One file of a pack that {@link #acceptPacked} took is over. Not called for a content that is put by itself.
     *
     * @param offer as it was accepted
     * @param published whether it has its name, and is durable
     * @throws IOException fails that file
     */
    default void settled(PutOffer offer, boolean published) throws IOException {}

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
