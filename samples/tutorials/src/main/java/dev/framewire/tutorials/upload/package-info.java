/**
 * Uploads (S4 to S7): {@code upload}.
 *
 * <p><b>Teaches</b>: from a pause as the framing to a header that says what comes; and what a server must not believe: a name, a length, that
 * the rest will come.
 *
 * <p><b>The original gets wrong</b>: a name is a path ({@code ../../.ssh/authorized_keys}), a claimed length is allocated, half a file is left behind
 * when the client goes away.
 *
 * <p><b>Skips</b>: an answer. None of the four wires has one, so their clients never learn whether the file arrived.
 *
 * <p><b>Read</b>: {@code Upload}, {@code SizeFirst}, {@code MessageUpload}, {@code DictionaryUpload}, {@code FtpUpload}.
 */
package dev.framewire.tutorials.upload;
