package dev.framewire.benchmarks.contest;

/** A contestant much of whose code runs seldom, so that the JIT has compiled it only after some rounds. */
final class Warmed extends ForwardingContestant {
    private final int warmUps;

    Warmed(Contestant cold, int warmUps) {
        super(cold);
        this.warmUps = warmUps;
    }

    @Override
    public int warmUps() {
        return warmUps;
    }
}
