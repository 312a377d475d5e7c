/**
 * A test kit for everything that reads messages from a stream: bytes that arrive split, merged, dripping, stalled, cut or
 * damaged, by a plan that is a value.
 *
 * <p>A reader that works when a whole message arrives in one piece has not been tested: TCP is a stream of bytes, and one
 * write on one side is not one read on the other. {@link dev.framewire.framing.testkit.Deliveries} runs a check once for
 * each of a few thousand ways in which the same bytes can arrive, {@link dev.framewire.framing.testkit.Delivery} is one of
 * those ways, {@link dev.framewire.framing.testkit.RawFrame} makes frames that no correct writer would send,
 * {@link dev.framewire.framing.testkit.NaiveDecoder} says what a stream means, and
 * {@link dev.framewire.framing.testkit.VectorFile} reads the vectors that stand beside the specification.
 *
 * <p>Nothing here needs a test framework, waits by the clock or opens a socket. Values are immutable and safe for use by
 * many threads; a delivered stream belongs to one thread, except for the methods that release or abort it. No argument
 * and no result is null unless said.
 */
@NullMarked
package dev.framewire.framing.testkit;

import org.jspecify.annotations.NullMarked;
