package dev.framewire.transfer.testkit;

/**
 * The process is dead. An {@link Error}, so that no handler of I/O errors survives its own death; it passes through the
 * program under test up to the test, which then calls {@link SimulatedDisk#restart}. A program that catches it and goes on
 * gets it again from every later call.
 */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    private final long step;

    SimulatedCrash(long step) {
        // without a stack trace: an exhaustive search throws millions
        super("the simulated process died at disk step " + step, null, false, false);
        this.step = step;
    }

    /** The disk step at which the process died. */
    public long step() {
        return step;
    }
}
