/**
 * Frames over any stream: a length, a JSON header that describes, and a body of raw bytes.
 *
 * <pre>
 *     0           4                     12              12+H            12+H+B
 *     +-----------+---------------------+---------------+---------------+
 *     | H: u32    | B: u64              | header, H     | body, B       |   big-endian
 *     +-----------+---------------------+---------------+---------------+
 * </pre>
 *
 * <p>TCP carries bytes, not messages. One write of the peer may arrive in pieces, and two writes in one piece. Whoever
 * reads therefore meets one of three cases: the buffer holds <em>less</em> than a frame (read on), <em>exactly</em> one
 * (deliver it), or <em>more</em> (deliver one, keep the rest for the next). {@link dev.framewire.framing.FrameDecoder}
 * is that loop without a transport; {@link dev.framewire.framing.FrameReader} and
 * {@link dev.framewire.framing.FrameWriter} put it on streams.
 *
 * <p>Nothing here is allocated because a peer claimed a length, and no reader returns less than a whole frame without
 * an exception. Parameters and results are never null unless marked so. Byte counts are {@code long} wherever a body
 * is meant.
 */
@NullMarked
package dev.framewire.framing;

import org.jspecify.annotations.NullMarked;
