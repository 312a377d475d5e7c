package dev.framewire.transfer;

import org.jspecify.annotations.Nullable;

/**
 * What became of one {@link SmallFile}.
 *
 * @param file as it was given
 * @param size bytes that were read; 0 if it could not be
 * @param rootHex the root of the content that was read, as {@link TransferResult#rootHex} answers it; empty if none was
 * @param failure null if the file is published and durable at the other side; otherwise why it is not. Of kind
 *     {@code TOO_BIG} here: send it by itself, with {@link TransferEngine#put}
 */
@SuppressWarnings("exports") // the annotation is for tools, and no part of what a user links to
public record SmallFileResult(
        SmallFile file, long size, String rootHex, @Nullable TransferException failure) {}
