package dev.framewire.transfer;

/**
 * The other side wants to receive.
 *
 * @param path the name it asks for; the application decides what it means
 */
public record GetOffer(String path) {}
