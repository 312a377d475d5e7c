package dev.framewire.transfer;

import java.util.OptionalLong;

/**
 * The other side wants to send. Every field is the peer's word.
 *
 * @param path the name it asks for; the application decides what it means
 * @param size bytes of content; −1 if that is known at its end only, where {@link TransferSite#takesUnknownSize} allows it
 * @param modifiedMillis when the source was last modified, since 1970
 * @param condition what the target must be like
 */
public record PutOffer(String path, long size, OptionalLong modifiedMillis, Condition condition) {}
