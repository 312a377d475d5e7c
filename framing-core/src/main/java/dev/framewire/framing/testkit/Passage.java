package dev.framewire.framing.testkit;

import java.io.IOException;

/** How far along one stream a delivery is, and how many bytes may pass next. */
final class Passage {
    private static final long NEVER = Long.MAX_VALUE;

    private final Delivery delivery;
    private final Pieces.Borders borders;
    private final Gate gate = new Gate();
    private long position;
    private boolean stalled;

    Passage(Delivery delivery) {
        this.delivery = delivery;
        this.borders = delivery.pieces().borders();
    }

    Gate gate() {
        return gate;
    }

    /**
     * Waits where the plan says so, and tells how many of {@code asked} bytes may pass in one piece; 0 = the stream ends.
     */
    int admit(int asked) throws IOException {
        gate.check();
        if (!stalled && position == delivery.stallAt().orElse(NEVER)) {
            stalled = true;
            gate.pass();
        }
        if (position == delivery.failAt().orElse(NEVER)) {
            throw new IOException("the connection broke at byte " + position + ", as planned");
        }
        if (position == delivery.endAt().orElse(NEVER)) {
            return 0;
        }
        return (int) Math.min(asked, nextStop(asked) - position);
    }

    /** Whether {@code waiting} bytes fill the present piece. */
    boolean fills(int waiting) {
        return waiting > 0 && nextStop(waiting) - position <= waiting;
    }

    void passed(int bytes) {
        position += bytes;
    }

    private long nextStop(int asked) {
        long stop = borders.after(position, asked);
        if (!stalled) {
            stop = Math.min(stop, delivery.stallAt().orElse(NEVER));
        }
        stop = Math.min(stop, delivery.failAt().orElse(NEVER));
        return Math.min(stop, delivery.endAt().orElse(NEVER));
    }
}
