package dev.framewire.auth;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Random numbers that are known, and run out. */
final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final transient Deque<byte[]> draws;

    /** Each draw gives the first bytes of the next array. */
    FixedRandom(byte[]... draws) {
        this.draws = new ArrayDeque<>(List.of(draws));
    }

    @Override
    public void nextBytes(byte[] bytes) {
        byte[] draw = draws.remove();
        System.arraycopy(draw, 0, bytes, 0, bytes.length);
    }
}
