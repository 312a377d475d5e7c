/**
 * Echo (S1): {@code echo}.
 *
 * <p><b>Teaches</b>: what a message is. The server answers each message with itself, so whoever counts answers sees at once what became of
 * the writes.
 *
 * <p><b>The original gets wrong</b>: one {@code recv(1024)} is taken for one message. Two quick writes are answered once, a long one twice, and an
 * empty one hangs both sides, because no bytes are sent for it and {@code recv} waits.
 *
 * <p><b>Skips</b>: the operator of the support desk who types the answers.
 *
 * <p><b>Read</b>: {@code Echo}, {@code RawEchoServer}.
 */
package dev.framewire.tutorials.echo;
