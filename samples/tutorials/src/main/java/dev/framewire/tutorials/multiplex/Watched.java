package dev.framewire.tutorials.multiplex;

/** What the selector watches. Nothing here waits, and nothing is thrown: what goes wrong with one is none of the others' business. */
interface Watched {
    /** The selector says that there is something to do. */
    void ready(long nowNanos);

    /** Time has passed. */
    void tick(long nowNanos);

    /** When {@link #tick} has something to do, unless {@link #ready} comes before. */
    long dueInNanos(long nowNanos);
}
