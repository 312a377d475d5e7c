package dev.framewire.transfer;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The digests of its chunks that the sender says, page by page and anew in each round. Not thread-safe. */
final class Announced {
    private final byte[] @Nullable [] digests;
    private final Pages pages;

    Announced(Geometry geometry) {
        this.digests = new byte[geometry.chunks()][];
        this.pages = new Pages("x.hashes", geometry.chunks(), Pages.Kind.FULL);
    }

    void take(Message.Hashes page) throws TransferException {
        int count = page.digests().length / MerkleTree.DIGEST_BYTES;
        if (page.digests().length % MerkleTree.DIGEST_BYTES != 0) {
            throw MessageCodec.protocol("x.hashes of " + page.digests().length + " bytes, which are no digests");
        }
        pages.take(page.first(), count);
        for (int i = 0; i < count; i++) {
            int from = i * MerkleTree.DIGEST_BYTES;
            digests[page.first() + i] = Arrays.copyOfRange(page.digests(), from, from + MerkleTree.DIGEST_BYTES);
        }
    }

    /** The round ends, and everything is said again in the next. */
    void end() throws TransferException {
        if (!pages.complete()) {
            throw MessageCodec.protocol("x.fin before all digests");
        }
        pages.restart();
    }

    /** The chunks that are not held as the sender has them. */
    BitSet differing(HeldChunks held) {
        BitSet chunks = new BitSet();
        for (int i = 0; i < digests.length; i++) {
            byte[] digest = held.claim(i);
            chunks.set(i, digest == null || !Arrays.equals(digest, digests[i]));
        }
        return chunks;
    }

    /** The root of a content with these digests. */
    byte[] root(Geometry geometry) {
        return MerkleTree.root(geometry, Arrays.asList(digests));
    }
}
