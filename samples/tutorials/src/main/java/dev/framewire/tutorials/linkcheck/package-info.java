/**
 * Link check (S8): {@code link-check}.
 *
 * <p><b>Teaches</b>: to prove a secret without sending it, in both directions, about these very bytes; and that a proof at the door protects nothing
 * behind it, unless keys come out of it.
 *
 * <p><b>The original gets wrong</b>: the client never checks the server; it signs whatever 32 bytes it is sent, so a stranger has the real server's
 * challenge answered by a real client; what follows the check is in the clear and may be anybody's; MD5; a short secret is found by
 * trying.
 *
 * <p><b>Skips</b>: {@code --format tutorial-md5} mends none of that. It is there to talk to the old programs, and says so when it starts.
 *
 * <p><b>Read</b>: {@code UpperCase}, {@code RawUpperCase}.
 */
package dev.framewire.tutorials.linkcheck;
