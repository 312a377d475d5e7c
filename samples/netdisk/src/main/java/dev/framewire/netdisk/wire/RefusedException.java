package dev.framewire.netdisk.wire;

/** The server said no. The connection goes on. The message is for the user. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    public RefusedException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
