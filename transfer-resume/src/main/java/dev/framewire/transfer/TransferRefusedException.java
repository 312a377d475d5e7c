package dev.framewire.transfer;

/** The application refuses a transfer that the other side opened, or a {@link PartialStore} what is asked of it. */
public final class TransferRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final TransferException.Kind kind;

    /**
     * Refuses.
     *
     * @param kind REFUSED, NOT_FOUND, EXISTS, NO_SPACE, QUOTA, TOO_BIG or LOCKED; for a {@link PartialStore} also CONFLICT and
     *     STALE_EPOCH
     * @param messageForPeer what the other side is told
     * @throws IllegalArgumentException if the kind is another one
     */
    public TransferRefusedException(TransferException.Kind kind, String messageForPeer) {
        super(messageForPeer);
        switch (kind) {
            case REFUSED, NOT_FOUND, EXISTS, NO_SPACE, QUOTA, TOO_BIG, LOCKED, CONFLICT, STALE_EPOCH ->
                this.kind = kind;
            default -> throw new IllegalArgumentException("not a reason to refuse: " + kind);
        }
    }

    /**
     * Why.
     *
     * @return the kind
     */
    public TransferException.Kind kind() {
        return kind;
    }
}
