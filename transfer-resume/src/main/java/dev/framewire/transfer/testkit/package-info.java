/**
 * Faults as values: a disk that loses what was not forced, and streams that are cut, stall or lie. For testing any storage
 * written against {@link dev.framewire.transfer.Disk} or {@link dev.framewire.transfer.PartialStore}, and any protocol over two
 * streams.
 *
 * <p>Start with {@link dev.framewire.transfer.testkit.SimulatedDisk}, or {@link
 * dev.framewire.transfer.testkit.SimulatedStore}. Every plan is a record: it prints itself, and the same plan makes the same run. Nothing here waits for a clock. No argument or result is null.
 */
@NullMarked
package dev.framewire.transfer.testkit;

import org.jspecify.annotations.NullMarked;
