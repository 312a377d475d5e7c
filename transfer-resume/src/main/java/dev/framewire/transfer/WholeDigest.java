package dev.framewire.transfer;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of the whole content, which users of {@code sha256sum} compare and a tree of chunks cannot answer: it is of the bytes
 * in order. What passes in order is taken on its way; {@link #next} says where that ended, and from there it has to be read.
 * Not thread-safe.
 */
final class WholeDigest {
    /** In {@code x.open}, in place of 64 digits: told and not demanded. */
    static final String ASK = "ask";

    private final MessageDigest sha256 = MerkleTree.sha256();
    private final byte @Nullable [] expected;
    /** Bytes before this position were taken, each once. */
    private long next;

    private WholeDigest(byte @Nullable [] expected) {
        this.expected = expected;
    }

    /** As a request says it: {@link #ASK}, or the digits that the content must have; null if it says nothing. */
    static @Nullable WholeDigest of(@Nullable String request) {
        if (request == null) {
            return null;
        }
        return new WholeDigest(request.equals(ASK) ? null : HexFormat.of().parseHex(request));
    }

    /** Takes bytes of the content, if they are the next ones. */
    void update(ByteBuffer bytes, long position) {
        if (position == next) {
            next += bytes.remaining();
            sha256.update(bytes);
        }
    }

    /** Bytes from there on are not what they were: if any of them was taken, all begins anew. */
    void rewritten(long position) {
        if (position < next) {
            sha256.reset();
            next = 0;
        }
    }

    long next() {
        return next;
    }

    /**
     * Ends it.
     *
     * @throws TransferException WRONG_DIGEST if another one was demanded
     */
    String finish() throws TransferException {
        byte[] digest = sha256.digest();
        next = 0;
        String hex = HexFormat.of().formatHex(digest);
        if (expected != null && !Arrays.equals(digest, expected)) {
            throw new TransferException(
                    TransferException.Kind.WRONG_DIGEST,
                    "the content has the SHA-256 " + hex + ", not "
                            + HexFormat.of().formatHex(expected));
        }
        return hex;
    }

    /** What the receiver says of content that this side asked about; null if nothing was asked. */
    static @Nullable String checked(@Nullable String request, @Nullable String told) throws TransferException {
        if (request == null) {
            return null;
        }
        if (told == null) {
            throw MessageCodec.protocol("x.done without the SHA-256 that was asked for");
        }
        if (!request.equals(ASK) && !request.equals(told)) {
            throw MessageCodec.protocol("x.done of content with another SHA-256 than was demanded");
        }
        return told;
    }
}
