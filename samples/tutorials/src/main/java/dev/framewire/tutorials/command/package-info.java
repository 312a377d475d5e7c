/**
 * Remote commands (S3): {@code command}.
 *
 * <p><b>Teaches</b>: an answer of any length needs its length before it; and that the line between data and code is a list.
 *
 * <p><b>The original gets wrong</b>: (a) leftovers of a long answer appear in the next one; (b) and (c) cure the answers and leave the
 * requests raw; all three hand whatever comes to a shell.
 *
 * <p><b>Skips</b>: input for the commands. They see an empty standard input.
 *
 * <p><b>Read</b>: {@code CommandServer}, {@code RawCommandServer}, {@code RawCommandClient}, {@code Answers}, {@code AllowList}.
 */
package dev.framewire.tutorials.command;
