/**
 * Many sockets, one thread (S10): {@code multiplex}.
 *
 * <p><b>Teaches</b>: a selector says which sockets have something, never that a message is whole. So each connection keeps a decoder that remembers
 * how far its frame has come; it takes any bytes and says when there is a frame. The client asks several servers at once the same way.
 *
 * <p><b>The original gets wrong</b>: a partial read is taken for a whole one; an answer is written with {@code send} and its rest is dropped when the
 * socket is full.
 *
 * <p><b>Skips</b>: authentication. Our handshakes wait for their streams, and one thread that waits serves nobody. So this lesson's server does
 * nothing but echo.
 */
package dev.framewire.tutorials.multiplex;
