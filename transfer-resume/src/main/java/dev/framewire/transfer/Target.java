package dev.framewire.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What stands under the name that the content is to get, or what is like it where nothing does, and how the content gets its name. Not
 * thread-safe.
 */
final class Target {
    private final PartialSession partial;
    private final Geometry geometry;
    private final TransferSink sink;
    private final long modifiedMillis;
    private final HeldChunks held;
    private final ReadBack readBack;
    private final ProgressMeter meter;
    private @Nullable String sha256Hex;

    Target(
            PartialSession partial,
            Geometry geometry,
            TransferSink sink,
            long modifiedMillis,
            HeldChunks held,
            ReadBack readBack,
            ProgressMeter meter) {
        this.partial = partial;
        this.geometry = geometry;
        this.sink = sink;
        this.modifiedMillis = modifiedMillis;
        this.held = held;
        this.readBack = readBack;
        this.meter = meter;
    }

    /** Opens what is there, to be read by {@code threads} too if there are any, and answers what is to be looked through for chunks; null if nothing is. */
    @Nullable OldContent open(byte[] scratch, OldContent.Reading reading, @Nullable Executor threads) throws IOException {
        Basis basis = sink.compare || sink.condition == Condition.ROOT ? partial.basis() : null;
        if (basis == null && sink.condition == Condition.ROOT) {
            throw Partial.conflict();
        }
        basis = basis == null ? like() : basis;
        if (basis == null) {
            partial.reserve();
            return null;
        }
        BasisReader reader = new BasisReader(basis, partial::hasher, scratch);
        OldContent found = new OldContent(basis, geometry, reader, reading, partial.readsBeside() ? threads : null);
        held.share(found);
        if (sink.condition == Condition.ROOT) {
            meter.phase(Phase.VERIFYING);
            if (!found.hasRoot(sink.expectedRoot)) {
                throw Partial.conflict();
            }
        }
        if (basis.elsewhere()
                || sink.condition != Condition.ABSENT && !basis.geometry().equals(geometry)) {
            partial.reserve();
            found.copyTo(partial); // a new file is needed: what is shared is copied while it is read first
        }
        return sink.compare && geometry.chunks() > 0 ? found : null;
    }

    /** Nothing stands under the name, or nothing that could be compared. */
    private @Nullable Basis like() throws IOException {
        Path other = sink.place instanceof Place.OfFile file ? file.like() : null;
        return other != null && sink.compare && geometry.chunks() > 0 ? partial.like(other) : null;
    }

    /** Content comes that is not there: a new file is needed, whatever else comes. */
    void differs() throws IOException {
        OldContent found = held.old();
        if (found != null) {
            if (sink.condition == Condition.ABSENT && !found.elsewhere()) {
                throw new TransferException(
                        TransferException.Kind.EXISTS, "there is something else under that name already");
            }
            partial.reserve();
            found.copyTo(partial);
        }
    }

    /** Gives the content its name; false if old content that it shares turned out to be other than it was. */
    boolean publish(byte[] root) throws IOException {
        long modified = sink.keepModified ? modifiedMillis : -1;
        partial.permissions(sink);
        OldContent found = held.old();
        if (found != null && found.isAll(geometry)) {
            if (!digestOld(found)) {
                return false;
            }
            meter.phase(Phase.COMMITTING);
            if (partial.confirm(modified)) {
                return true;
            }
            meter.phase(Phase.VERIFYING); // its name has gone to another file: it is copied
        }
        if (found != null) {
            partial.reserve();
            found.copyTo(partial);
            while (readBack.stepOverOld()) {
                // every shared chunk gets into the part, and is digested on its way
            }
            if (!held.missing().isEmpty()) {
                return false;
            }
            held.copied(found);
        }
        if (!digestRest()) {
            return false;
        }
        meter.phase(Phase.COMMITTING);
        partial.commit(root, sink, modified);
        return true;
    }

    /** Of what was published, if it was wanted. */
    @Nullable String sha256Hex() {
        return sha256Hex;
    }

    /** Reads the old file for the digest of the whole; false if it is not what it was. */
    private boolean digestOld(OldContent found) throws IOException {
        WholeDigest digest = held.whole();
        if (digest != null) {
            digest.rewritten(0);
            for (int i = 0; i < geometry.chunks(); i++) {
                if (!found.prove(i, digest)) {
                    held.lost(i);
                    digest.rewritten(0);
                    return false;
                }
            }
            sha256Hex = digest.finish();
        }
        return true;
    }

    /** Reads for the digest of the whole what did not come in order; false if a chunk is not what it was. */
    private boolean digestRest() throws IOException {
        WholeDigest digest = held.whole();
        if (digest == null) {
            return true;
        }
        while (digest.next() < geometry.size()) {
            int next = (int) (digest.next() / geometry.chunkBytes());
            if (!readBack.proves(next)) {
                held.forget(next); // the tree and the digest are of the same bytes, or there is neither
                return false;
            }
        }
        sha256Hex = digest.finish();
        return true;
    }
}
