package dev.framewire.transfer;

import org.jspecify.annotations.Nullable;

/**
 * What became of one {@link WantedFile}.
 *
 * @param file as it was given
 * @param size bytes of content; 0 if it failed
 * @param rootHex the root of the content, as {@link TransferResult#rootHex} answers it; empty if it failed
 * @param failure null if the file is published and durable here; otherwise why it is not. Of kind {@code TOO_BIG}: fetch it by
 *     itself, with {@link TransferEngine#get}
 */
@SuppressWarnings("exports") // the annotation is for tools, and no part of what a user links to
public record WantedFileResult(
        WantedFile file,
        long size,
        String rootHex,
        @Nullable TransferException failure) {
    static WantedFileResult failed(WantedFile file, TransferException failure) {
        return new WantedFileResult(file, 0, "", failure);
    }
}
