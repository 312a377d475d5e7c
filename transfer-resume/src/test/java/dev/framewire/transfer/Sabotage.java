package dev.framewire.transfer;

/** A guard taken away, for the negative control of the {@link StorageSimulator}: what it would have noticed happens unnoticed. */
interface Sabotage {
    /** Nothing is taken away. */
    Sabotage NONE = new Sabotage() {};

    /** The disk as the receiver sees it. */
    default Disk disk(Disk mounted, StorageSimulator simulator) {
        return mounted;
    }

    default Message.Data data(Message.Data data) {
        return data;
    }

    default Message.Hashes hashes(Message.Hashes hashes, Partial partial) {
        return hashes;
    }

    default Message.Fin fin(Message.Fin fin, Partial partial, Geometry geometry) {
        return fin;
    }
}
