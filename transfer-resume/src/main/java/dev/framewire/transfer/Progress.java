package dev.framewire.transfer;

/**
 * How far a transfer is. All numbers are bytes of content.
 *
 * @param phase what it is doing
 * @param totalBytes the size of the whole; −1 as long as that is unknown
 * @param writtenBytes in the receiver's file, reused ones included
 * @param durableBytes of those, what would survive a power cut
 * @param verifiedBytes of what was held before, what has been compared and found equal
 * @param wireBodyBytes what has crossed the wire in this attempt
 * @param reusedBytes what did not have to
 */
public record Progress(
        Phase phase,
        long totalBytes,
        long writtenBytes,
        long durableBytes,
        long verifiedBytes,
        long wireBodyBytes,
        long reusedBytes) {}
