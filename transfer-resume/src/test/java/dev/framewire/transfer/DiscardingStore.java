package dev.framewire.transfer;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Throws everything away: what is left of a transfer is what it takes by itself. */
final class DiscardingStore implements PartialStore {
    @Override
    public boolean readsBack() {
        return false;
    }

    @Override
    public Upload begin(String owner, String name) {
        return new Nothing();
    }

    @Override
    public Optional<Content> find(String name) {
        return Optional.empty();
    }

    private static final class Nothing implements Upload, PartOutput {
        @Override
        public long number() {
            return 1;
        }

        @Override
        public List<Part> parts() {
            return List.of();
        }

        @Override
        public PartOutput put(int number, int length) {
            return this;
        }

        @Override
        public int read(int number, ByteBuffer target, int position) {
            return -1;
        }

        @Override
        public void force() {
            // nothing is kept
        }

        @Override
        public void complete(Completion what) {
            // nothing is kept
        }

        @Override
        public void abort() {
            // nothing is kept
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            // nothing is kept
        }

        @Override
        public void finish(String digestHex) {
            // nothing is kept
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
