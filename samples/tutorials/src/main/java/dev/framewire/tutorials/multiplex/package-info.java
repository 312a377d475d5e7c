/**
 * Many sockets, one thread (S10): {@code multiplex}.
 *
 * <p><b>Teaches</b>: a selector says which sockets have something, never that a message is whole. So each connection keeps a decoder that remembers
 * how far its frame has come; it takes any bytes and says when there is a frame. The client asks several servers at once the same way.
 *
 * <p><b>The original gets wrong</b>: a partial read is taken for a whole one; an answer is written with {@code send} and its rest is dropped when the
 * socket is full.
 *
 * <p>A handshake has to wait for its peer, and one thread that waits serves nobody. So newcomers are in a lobby until they have proved the key, where a few
 * threads wait for them; then the selector's thread has them. The same goes for records: one is opened when it is whole.
 *
 * <p><b>Skips</b>: fairness in the lobby. Sixteen strangers who connect and say nothing keep newcomers out until their handshakes' deadline, ten
 * seconds; nobody who is inside notices.
 *
 * <p><b>Read</b>: {@code MultiplexServer}, {@code MultiplexClient}, {@code FrameEcho}, {@code FrameQuestion}, {@code HttpFetch}, {@code RawEcho}.
 */
package dev.framewire.tutorials.multiplex;
