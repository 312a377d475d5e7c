/**
 * Two streams in, two authenticated streams out.
 *
 * <p>No method of this package accepts or returns {@code null} unless it says so; passing {@code null} where it is not
 * expected throws {@link NullPointerException}. Secrets handed in as arrays are copied; the caller may wipe its own
 * array as soon as the call returns.
 */
@NullMarked
package dev.framewire.auth;

import org.jspecify.annotations.NullMarked;
