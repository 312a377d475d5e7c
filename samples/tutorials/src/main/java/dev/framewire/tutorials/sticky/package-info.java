/**
 * Sticky packets (粘包).
 *
 * <p><b>Teaches</b>: TCP carries bytes, not messages. What was written in three pieces arrives in one read, what was written in one piece
 * arrives in three. {@link dev.framewire.tutorials.sticky.QuietGap} is the best that can be done for a peer without framing; it is a guess.
 *
 * <p><b>The original gets wrong</b>: it sees the bug, and waits with {@code time.sleep}. That makes the guess slower, not better.
 *
 * <p><b>Skips</b>: everything but the bytes. Nobody is checked, nothing is bounded, both ends are in one program.
 *
 * <p><b>Read</b>: {@code StickyDemo}.
 */
package dev.framewire.tutorials.sticky;
