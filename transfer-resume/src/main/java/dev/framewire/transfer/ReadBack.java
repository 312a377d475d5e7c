package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads what this session has not written itself, a chunk at a step, before anything is published: a journal's word for a chunk
 * is a claim. Not thread-safe.
 */
final class ReadBack {
    private final PartialSession partial;
    private final Geometry geometry;
    private final ChunkHasher hasher;
    private final HeldChunks held;
    private final Acks acks;
    private final ProgressMeter meter;
    private final byte[] scratch;

    ReadBack(
            PartialSession partial,
            Geometry geometry,
            HeldChunks held,
            Acks acks,
            ProgressMeter meter,
            byte[] scratch) {
        this.partial = partial;
        this.geometry = geometry;
        this.hasher = partial.hasher(geometry);
        this.held = held;
        this.acks = acks;
        this.meter = meter;
        this.scratch = scratch;
    }

    /** Reads one chunk, of the part or of the old content; false if there is none left. The one being received needs no proof. */
    boolean step(int receiving) throws IOException {
        int next = held.nextUnproven();
        if (next < 0) {
            OldContent found = held.old();
            return found != null && !found.hopeless() && stepOverOld();
        }
        if (next == receiving) {
            held.needsNoProof(next);
            return true;
        }
        boolean unused = claimed(next);
        return true;
    }

    /** Reads a chunk of the part unless that was done; false if it is not what is claimed of it, and is no more. */
    boolean claimed(int chunk) throws IOException {
        byte[] digest = partial.claim(chunk);
        boolean proven = digest != null && (!held.unproven(chunk) || proves(chunk));
        if (digest == null || !proven) {
            held.forget(chunk);
        } else if (held.unproven(chunk)) {
            held.proven(chunk, digest);
        }
        meter.tick();
        acks.whenSilent();
        return proven;
    }

    /** Reads one chunk that is shared with the old content, and copies it where that is wanted; false if there is none left. */
    boolean stepOverOld() throws IOException {
        OldContent found = held.old();
        int next = found == null ? -1 : found.next();
        if (found == null || next < 0) {
            return false;
        }
        if (!found.prove(next)) {
            held.lost(next);
        }
        meter.tick();
        acks.whenSilent();
        return true;
    }

    /** Reads a chunk of the part; false if it is not what is claimed of it. */
    boolean proves(int claimed) throws IOException {
        hasher.begin(claimed);
        int length = geometry.length(claimed);
        for (int at = 0; at < length; at += scratch.length) {
            int count = Math.min(scratch.length, length - at);
            long position = geometry.offset(claimed) + at;
            ByteBuffer piece = ByteBuffer.wrap(scratch, 0, count);
            if (!readFully(piece, position)) {
                return false;
            }
            hasher.update(piece.duplicate());
            held.digested(piece.duplicate(), position);
            if (held.unproven(claimed)) {
                partial.refresh(claimed, piece, position);
            }
            acks.whenSilent();
        }
        return Arrays.equals(hasher.finish(), partial.claim(claimed));
    }

    private boolean readFully(ByteBuffer target, long position) throws IOException {
        while (target.hasRemaining()) {
            if (partial.read(target, position + target.position()) < 0) {
                return false;
            }
        }
        target.flip();
        return true;
    }
}
