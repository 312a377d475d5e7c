package dev.framewire.transfer;

import dev.framewire.transfer.StorageCase.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hashers that have digested the chunks of a few contents once and know them again, by all their bytes; whatever else they are
 * given they digest. Most of the time of a simulated session would be spent on digests of the same chunks.
 */
final class KnownDigests {
    private record Chunk(Version version, int number, int from, int length) {
        boolean is(Geometry cut, int of, byte[] bytes, int end) {
            byte[] all = version.bytes();
            return of == number
                    && end == length
                    && cut.check() == version.check()
                    && cut.chunkBytes() == StorageCase.CHUNK
                    && cut.chunks() > 1 == version.digests().length > 1
                    && Arrays.equals(bytes, 0, end, all, from, from + end);
        }
    }

    private final List<Chunk> chunks = new ArrayList<>();

    void learn(Version version) {
        Geometry geometry = version.geometry();
        for (int i = 0; i < geometry.chunks(); i++) {
            chunks.add(new Chunk(version, i, (int) geometry.offset(i), geometry.length(i)));
        }
    }

    ChunkHasher hasher(Geometry cut) {
        return new Remembering(cut);
    }

    private final class Remembering implements ChunkHasher {
        private final Geometry cut;
        private byte[] bytes = new byte[0];
        private int length;
        private int number;

        Remembering(Geometry cut) {
            this.cut = cut;
        }

        @Override
        public ChunkHasher begin(int chunk) {
            number = chunk;
            length = 0;
            return this;
        }

        @Override
        public ChunkHasher update(ByteBuffer piece) {
            int count = piece.remaining();
            if (bytes.length - length < count) {
                bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * length));
            }
            piece.get(bytes, length, count);
            length += count;
            return this;
        }

        @Override
        public byte[] finish() {
            int end = length;
            length = 0;
            for (Chunk chunk : chunks) {
                if (chunk.is(cut, number, bytes, end)) {
                    return chunk.version.digests()[number].clone();
                }
            }
            return ChunkHasher.of(cut).begin(number).update(bytes, 0, end).finish();
        }
    }
}
