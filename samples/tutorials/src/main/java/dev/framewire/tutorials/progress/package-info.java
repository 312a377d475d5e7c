/**
 * A progress bar (S12): {@code progress}, and the bar that {@code upload} shows.
 *
 * <p><b>Teaches</b>: {@code \r} goes back to the start of the line, so that the next print covers the last; and when not to do so.
 *
 * <p><b>The original gets wrong</b>: it prints for every {@code recv}, thousands of times a second; it divides by a size of zero; it writes
 * {@code \r} into files, where it covers nothing.
 *
 * <p><b>Skips</b>: the width of the terminal.
 */
package dev.framewire.tutorials.progress;
