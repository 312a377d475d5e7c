package dev.framewire.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Content that is handed on in order, to a pipe, a program, memory, and cannot be taken back: each chunk when all of it is here
 * and its digest is the sender's, and never before. What a cut connection has handed on is continued by the next transfer into
 * the same sink, never repeated: the digests of it are kept here, and the sender proves that its content still begins so. If it
 * does not the transfer ends with {@code CHANGED}, and not one byte more is handed on.
 *
 * <p>The stream has no end of its own: the content is whole when {@link Transfer#await} returns, and then the stream was
 * flushed; it is never closed here. If that throws, the stream has the beginning of the content, {@link #deliveredBytes} of it.
 * A {@link Condition} for what stands there makes no sense and is ignored, but {@code ifRoot} ends in {@code CONFLICT}.
 *
 * <p>Takes a chunk of memory (256 KiB up to 512 MiB of content, one 2048th of it up to 32 GiB, then 16 MiB), and 32 bytes for
 * each that was handed on. A sink is for one content, and goes on
 * with the check it has begun with, SHA-256 or BLAKE3; by CRCs alone nothing is handed on ({@code REFUSED}). Thread-safe; a newer transfer takes over from an older one. Source:
 * SPEC.md, "Content in order".
 */
public final class StreamSink {
    private static final int TOKEN_FIXED_BYTES = 1 + Integer.BYTES + Long.BYTES + Integer.BYTES;

    private final OutputStream out;
    private final List<byte[]> digests = new ArrayList<>();
    private int chunkBytes;
    private ContentCheck check = ContentCheck.SHA256;
    /** Changed with the monitor held. To be read without it: whoever hands on holds it for as long as the stream blocks. */
    private volatile long delivered;

    private long session;
    private boolean failed;
    private @Nullable WholeDigest whole;
    private @Nullable String sha256Hex;

    private StreamSink(OutputStream out) {
        this.out = out;
    }

    /**
     * A stream that gets the content from its beginning.
     *
     * @param out takes it, on a thread of the engine; while it blocks, the sender waits. Whoever made it closes it
     * @return the sink
     */
    public static StreamSink to(OutputStream out) {
        return new StreamSink(out);
    }

    /**
     * A stream that has the beginning of the content already, handed on by another process.
     *
     * @param out as above; the next byte that it gets is that behind {@link #deliveredBytes}
     * @param token what {@link #token} answered there
     * @return the sink
     * @throws IllegalArgumentException if that is no token, or a damaged one
     */
    public static StreamSink resume(OutputStream out, byte[] token) {
        StreamSink sink = new StreamSink(out);
        sink.read(token);
        return sink;
    }

    /**
     * Where a transfer puts the content. Each attempt may ask for it anew.
     *
     * @return the sink; its other options are those of any
     */
    public TransferSink sink() {
        return TransferSink.inOrder(this);
    }

    /**
     * How much of the content the stream has, in order from its beginning. Does not wait for a stream that blocks; what that is taking
     * then does not count.
     *
     * @return bytes
     */
    public long deliveredBytes() {
        return delivered;
    }

    /**
     * What another process needs to continue: digests of what was handed on, 32 bytes a chunk. Waits while the stream takes a chunk:
     * how much of that it has nobody knows. It says nothing that is secret to whoever
     * may see the content, and is no proof to anybody else.
     *
     * @return to be kept together with the bytes that were handed on so far: less than those, and they would be repeated
     */
    public synchronized byte[] token() {
        // check u8 | chunk u32 | delivered u64 | digests | crc32c u32
        ByteBuffer token = ByteBuffer.allocate(TOKEN_FIXED_BYTES + digests.size() * MerkleTree.DIGEST_BYTES);
        token.put((byte) check.number()).putInt(chunkBytes).putLong(delivered);
        digests.forEach(token::put);
        token.putInt(crc(token.array(), token.position()));
        return token.array();
    }

    private void read(byte[] token) {
        ByteBuffer in = ByteBuffer.wrap(token);
        boolean sound = token.length >= TOKEN_FIXED_BYTES
                && in.getInt(token.length - Integer.BYTES) == crc(token, token.length - Integer.BYTES)
                && in.get() != ContentCheck.CRC_ONLY.number();
        Optional<ContentCheck> kind = sound ? ContentCheck.numbered(token[0]) : Optional.empty();
        sound = kind.isPresent();
        if (sound) {
            check = kind.orElseThrow();
            chunkBytes = in.getInt();
            delivered = in.getLong();
            long expected = delivered == 0 ? 0 : (delivered - 1) / Math.max(1, chunkBytes) + 1;
            sound = delivered >= 0 && in.remaining() - Integer.BYTES == expected * MerkleTree.DIGEST_BYTES;
        }
        if (!sound) {
            throw new IllegalArgumentException(
                    "no token of a stream that was cut, or a damaged one, of " + token.length + " bytes");
        }
        while (in.remaining() > Integer.BYTES) {
            byte[] digest = new byte[MerkleTree.DIGEST_BYTES];
            in.get(digest);
            digests.add(digest);
        }
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** Begins a session, and fences the one before it: answers its number. */
    synchronized long begin(Geometry geometry) throws TransferException {
        return begin(geometry, true);
    }

    /** As above, also of content whose size is not known: {@link #sized} tells it then. */
    synchronized long begin(Geometry geometry, boolean sizeKnown) throws TransferException {
        if (failed) {
            throw new TransferException(
                    TransferException.Kind.REFUSED, "the stream failed, and nobody knows what of it was handed on");
        }
        if (digests.isEmpty()) {
            chunkBytes = geometry.chunkBytes();
            check = geometry.check();
        }
        if (check != geometry.check()) {
            throw new TransferException(
                    TransferException.Kind.REFUSED, "what was handed on was checked by " + check.wireName());
        }
        if (chunkBytes != geometry.chunkBytes()) {
            throw changed();
        }
        if (sizeKnown) {
            sized(geometry);
        }
        return ++session;
    }

    /** Whether content of that size may begin with what was handed on. */
    synchronized void sized(Geometry whole) throws TransferException {
        boolean begins = delivered == whole.size() || delivered < whole.size() && delivered % chunkBytes == 0;
        if (!begins) {
            throw changed();
        }
    }

    static TransferException changed() {
        return new TransferException(
                TransferException.Kind.CHANGED, "the source does not begin any more with what was handed on of it");
    }

    synchronized List<byte[]> digests() {
        return List.copyOf(digests);
    }

    /** What is needed for SHA-256 of the whole: what was taken in an earlier session, or a beginning. */
    synchronized WholeDigest whole(WholeDigest fresh) throws TransferException {
        if (delivered == 0) {
            whole = fresh;
        }
        WholeDigest known = whole;
        if (known == null) {
            throw new TransferException(
                    TransferException.Kind.REFUSED, "SHA-256 of the whole is of bytes that another process handed on");
        }
        return known;
    }

    /** Hands a chunk on, whose digest is known to be the sender's. */
    synchronized void deliver(long of, byte[] digest, byte[] bytes, int length) throws IOException {
        current(of);
        if (delivered % chunkBytes != 0) {
            throw changed(); // what was handed on has ended, and does not go on
        }
        failed = true; // until it has returned: of a write that fails nobody knows how much was taken
        out.write(bytes, 0, length);
        failed = false;
        WholeDigest digesting = whole;
        if (digesting != null) {
            digesting.update(ByteBuffer.wrap(bytes, 0, length), delivered);
        }
        digests.add(digest);
        delivered += length;
    }

    /** All of it was handed on; answers SHA-256 of it, if that was asked for. */
    synchronized @Nullable String finish(long of) throws IOException {
        current(of);
        WholeDigest digesting = whole;
        if (digesting != null && sha256Hex == null) {
            sha256Hex = digesting.finish();
        }
        out.flush();
        return sha256Hex;
    }

    private void current(long of) throws TransferException {
        if (of != session) {
            throw new TransferException(
                    TransferException.Kind.STALE_EPOCH, "a newer connection has taken this transfer over");
        }
    }
}
