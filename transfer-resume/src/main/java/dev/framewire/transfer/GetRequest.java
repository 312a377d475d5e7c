package dev.framewire.transfer;

import org.jspecify.annotations.Nullable;

/** What to ask for when receiving. Immutable; each method returns a copy. */
public final class GetRequest {
    final String path;
    final long rateBytesPerSecond;
    final @Nullable OtherFrames otherFrames;

    private GetRequest(String path, long rate, @Nullable OtherFrames otherFrames) {
        this.path = path;
        this.rateBytesPerSecond = rate;
        this.otherFrames = otherFrames;
    }

    /**
     * A request, as fast as it goes.
     *
     * @param path the name at the other side
     * @return the request
     */
    public static GetRequest of(String path) {
        return new GetRequest(path, 0, null);
    }

    /**
     * Asks the sender to limit its rate.
     *
     * @param rate content bytes per second, 1,024 or more; 0 for no limit
     * @return a copy
     * @throws IllegalArgumentException if the rate is less, and not 0
     */
    public GetRequest rateBytesPerSecond(long rate) {
        return new GetRequest(path, Pace.checked(rate), otherFrames);
    }

    /**
     * Takes frames of other types that arrive meanwhile; without this they end the transfer.
     *
     * @param handler called on the reading thread
     * @return a copy
     */
    public GetRequest onOtherFrame(OtherFrames handler) {
        return new GetRequest(path, rateBytesPerSecond, handler);
    }
}
