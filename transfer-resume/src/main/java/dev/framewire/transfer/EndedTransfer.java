package dev.framewire.transfer;

import java.io.IOException;
import java.util.Optional;

/**
 * How one of several transfers ended that the other side opened.
 *
 * @param path the name that the other side asked for, not to be trusted; empty for a run of packs, and where it cannot
 *     be read
 * @param result what was transferred, if it was
 * @param failure why it was not, otherwise
 */
public record EndedTransfer(String path, Optional<TransferResult> result, Optional<IOException> failure) {}
