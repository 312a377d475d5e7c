/**
 * Datagrams (S11): {@code udp-chat} and {@code udp-time}.
 *
 * <p><b>Teaches</b>: where stickiness ends. A datagram is a message: it arrives whole or not at all, an empty one is a message too, and
 * there is no connection to leave. What must be bounded instead is what one small datagram makes the server do.
 *
 * <p><b>The original gets wrong</b>: {@code ThreadingUDPServer} starts a thread a datagram; a format is passed to
 * {@code strftime} however long it and its answer are; a datagram longer than {@code recvfrom(1024)} loses its tail without a word.
 *
 * <p><b>Skips</b>: authentication and loss. An address can be forged, so neither server is fit for anything but loopback. Framewire
 * protects streams, not datagrams.
 *
 * <p><b>Read</b>: {@code UdpServer}, {@code UdpClient}, {@code ChatRoom}, {@code TimeService}.
 */
package dev.framewire.tutorials.udp;
