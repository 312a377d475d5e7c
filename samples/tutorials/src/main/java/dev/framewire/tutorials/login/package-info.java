/**
 * Remote login (S2): {@code login}.
 *
 * <p><b>Teaches</b>: what a server keeps of a password: a salt, a count, and two keys that can check it and not tell it; and that a password
 * need not be sent to be proved.
 *
 * <p><b>The original gets wrong</b>: the password is in the clear in the users' file, and on the wire; it is {@code ==} that compares it; one may try
 * for ever.
 *
 * <p><b>Skips</b>: with {@code --format raw} the wire is still the original's, and whoever listens reads the password. The program says so.
 *
 * <p><b>Read</b>: {@code Login}, {@code RawLoginServer}, {@code RawLoginClient}.
 */
package dev.framewire.tutorials.login;
