package dev.framewire.netdisk.client;

/** The server showed an identity that is not the pinned one, or that nobody has accepted yet. */
public final class IdentityException extends Exception {
    private static final long serialVersionUID = 1;

    private final String shown;
    private final boolean changed;

    IdentityException(HostPort server, String pinned, String shown) {
        super(
                pinned == null
                        ? "the identity of " + server + " is not known: " + shown
                        : "THE IDENTITY OF " + server + " HAS CHANGED\n"
                                + "  known:  " + pinned + "\n"
                                + "  shown:  " + shown + "\n"
                                + "Somebody may be posing as the server, or it was set up anew. Nothing was sent to it.");
        this.shown = shown;
        this.changed = pinned != null;
    }

    /** What the server showed. */
    public String shown() {
        return shown;
    }

    /** False when the server was not known before. */
    public boolean changed() {
        return changed;
    }
}
