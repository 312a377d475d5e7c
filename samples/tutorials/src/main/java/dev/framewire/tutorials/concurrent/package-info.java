/**
 * Many clients at once (S9).
 *
 * <p><b>Teaches</b>: one thread a connection, as {@code ThreadingTCPServer} does, with the three bounds that it lacks: how many
 * connections there may be, how long one may be silent, how long one may last.
 *
 * <p><b>The original gets wrong</b>: a thread for whoever knocks, and no timeout. A thousand clients that connect and say
 * nothing are a thousand threads, for ever.
 *
 * <p><b>Skips</b>: fairness between addresses. On loopback there is only one.
 *
 * <p><b>Read</b>: {@code ConcurrentServer}, {@code Places}.
 */
package dev.framewire.tutorials.concurrent;
