package dev.framewire.transfer.testkit;

import java.util.SplittableRandom;

/**
 * What goes wrong on a {@link SimulatedDisk}. Steps count the operations that change something, from 0, over all restarts.
 *
 * @param crashAtStep the process dies in this step; {@link #NEVER} for no crash
 * @param bytesBeforeCrash how much of a write in that step reaches the file first, in bytes; other operations do not happen
 * @param failForceAtStep the force in this step fails once, and what it should have saved will never be saved; {@link #NEVER} for none
 * @param spaceBytes bytes that may be written before the disk is full; {@link Long#MAX_VALUE} for no limit
 * @param maxReadBytes the most that one read returns, at least 1
 */
public record FaultPlan(
        long crashAtStep, int bytesBeforeCrash, long failForceAtStep, long spaceBytes, int maxReadBytes) {
    /** A step that never comes. */
    public static final long NEVER = -1;

    public FaultPlan {
        if (crashAtStep < NEVER || failForceAtStep < NEVER) {
            throw new IllegalArgumentException("step < -1: " + crashAtStep + ", " + failForceAtStep);
        }
        if (bytesBeforeCrash < 0 || spaceBytes < 0 || maxReadBytes < 1) {
            throw new IllegalArgumentException("out of range: bytesBeforeCrash " + bytesBeforeCrash + ", spaceBytes "
                    + spaceBytes + ", maxReadBytes " + maxReadBytes);
        }
    }

    /** Nothing goes wrong. */
    public static FaultPlan none() {
        return new FaultPlan(NEVER, 0, NEVER, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** This plan, and a crash in that step before it does anything. */
    public FaultPlan crashAt(long step) {
        return crashAt(step, 0);
    }

    /** This plan, and a crash in that step; of a write, the first {@code bytes} happen. */
    public FaultPlan crashAt(long step, int bytes) {
        return new FaultPlan(step, bytes, failForceAtStep, spaceBytes, maxReadBytes);
    }

    /** This plan, and a failing force in that step. Does nothing if the step is no force. */
    public FaultPlan failForceAt(long step) {
        return new FaultPlan(crashAtStep, bytesBeforeCrash, step, spaceBytes, maxReadBytes);
    }

    /** This plan on a disk with room for so many bytes. */
    public FaultPlan space(long bytes) {
        return new FaultPlan(crashAtStep, bytesBeforeCrash, failForceAtStep, bytes, maxReadBytes);
    }

    /** This plan with short reads. */
    public FaultPlan maxRead(int bytes) {
        return new FaultPlan(crashAtStep, bytesBeforeCrash, failForceAtStep, spaceBytes, bytes);
    }

    /** A plan drawn from a seed: always a crash within {@code steps}, sometimes a failing force, sometimes short reads. */
    public static FaultPlan seeded(long seed, long fromStep, long steps) {
        if (fromStep < 0 || steps < 1) {
            throw new IllegalArgumentException("no steps to choose from: " + fromStep + " + " + steps);
        }
        SplittableRandom random = new SplittableRandom(seed);
        FaultPlan plan = none().crashAt(fromStep + random.nextLong(steps), random.nextInt(1 << 16));
        if (random.nextInt(4) == 0) {
            plan = plan.failForceAt(fromStep + random.nextLong(steps));
        }
        return random.nextInt(8) == 0 ? plan.maxRead(1 + random.nextInt(5000)) : plan;
    }
}
