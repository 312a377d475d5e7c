package dev.framewire.netdisk.server;

import java.time.Duration;

/**
 * How long a server waits for a client.
 *
 * @param login from the first byte to the finished login
 * @param silence between two frames; our clients ping each minute
 * @param stall in the middle of a frame, in either direction, on top of a second for each 8,192 bytes that moved: a client
 *     that does not read its answers is cut as one that does not finish its questions
 */
public record Deadlines(Duration login, Duration silence, Duration stall) {
    /** A message that moves more slowly has no end: one of 1 MiB would hold a thread for a quarter of an hour at 1 KiB/s. */
    static final int MIN_BYTES_PER_SECOND = 8 << 10;

    public static final int DEFAULT_LOGIN_SECONDS = 60;
    public static final int DEFAULT_SILENCE_SECONDS = 300;
    public static final int DEFAULT_STALL_SECONDS = 60;

    static final Deadlines DEFAULTS = ofSeconds(DEFAULT_LOGIN_SECONDS, DEFAULT_SILENCE_SECONDS, DEFAULT_STALL_SECONDS);

    public static Deadlines ofSeconds(int login, int silence, int stall) {
        return new Deadlines(Duration.ofSeconds(login), Duration.ofSeconds(silence), Duration.ofSeconds(stall));
    }
}
