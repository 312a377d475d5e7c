/**
 * A progress bar (S12): {@code progress}, and the bar that {@code upload} shows.
 *
 * <p><b>Teaches</b>: {@code \r} goes back to the start of the line, so that the next print covers the last; and that a bar which would look the same need not be printed.
 *
 * <p><b>The original gets wrong</b>: it prints for every {@code recv}, thousands of times a second; it divides by a size of zero.
 *
 * <p><b>Skips</b>: the width of the terminal, and whether it is one: in a file {@code \r} covers nothing.
 *
 * <p><b>Read</b>: {@code ProgressBar}.
 */
package dev.framewire.tutorials.progress;
