/**
 * Files and streams from here to there, exactly once, whatever breaks. Upload and download are one engine with the roles
 * swapped: one side sends, the other receives, keeps a journal, and says which chunks it holds.
 *
 * <p>Resume is never an offset. The receiver names the digests of the chunks that it holds, the sender compares them with
 * its own content of today, and every chunk that differs is sent again; the receiver reads back and digests what an earlier
 * process wrote before it believes it. Source: SPEC.md.
 */
@NullMarked
package dev.framewire.transfer;

import org.jspecify.annotations.NullMarked;
