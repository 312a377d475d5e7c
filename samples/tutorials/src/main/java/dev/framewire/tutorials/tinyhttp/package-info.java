/**
 * The smallest web server (S13): {@code tiny-http}.
 *
 * <p><b>Teaches</b>: HTTP has framing too: a request ends at its first empty line, an answer's body after {@code Content-Length} bytes. Where
 * a message ends must follow from its bytes.
 *
 * <p><b>The original gets wrong</b>: one {@code recv(1024)} is taken for a request, so one that arrives in two pieces is answered
 * after the first, and the rest makes the close a reset that may throw the answer away.
 *
 * <p><b>Skips</b>: request bodies, keep-alive, every method but GET and HEAD, parts of files. It is a lesson, not a web server.
 *
 * <p><b>Read</b>: {@code TinyHttpServer}, {@code TinyHttpClient}, {@code HttpHead}.
 */
package dev.framewire.tutorials.tinyhttp;
