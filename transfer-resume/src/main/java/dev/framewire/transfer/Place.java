package dev.framewire.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where received content gets its name, and what is kept of it until then. */
interface Place {
    /** Whether something stands there that this owner has not put there: a put that is only for a free name is refused then. */
    boolean taken(String owner) throws IOException;

    /** A place that keeps what has arrived, in any order. */
    interface Keeping extends Place {
        /**
         * Begins a session, and takes the partial over from an older one.
         *
         * @throws TransferException LOCKED if another process has it
         */
        PartialSession acquire(String owner, Geometry geometry) throws IOException;
    }

    /** A stream, which takes what is next and keeps nothing. */
    record InOrder(StreamSink sink) implements Place {
        @Override
        public boolean taken(String owner) {
            return false;
        }
    }

    /** A name in storage that is no file system. */
    record InStore(PartialStore store, String name) implements Keeping {
        @Override
        public boolean taken(String owner) throws IOException {
            Optional<PartialStore.Content> found = store.find(name);
            if (found.isEmpty()) {
                return false;
            }
            try (PartialStore.Content content = found.get()) {
                return !store.readsBack() || !content.owner().equals(owner);
            }
        }

        @Override
        public PartialSession acquire(String owner, Geometry geometry) throws IOException {
            return StoredUpload.begin(store, owner, name, geometry);
        }
    }

    /**
     * A file.
     *
     * @param like another one whose content may be the same; null: none
     */
    record OfFile(FileStore store, Path target, @Nullable Path like) implements Keeping {
        @Override
        public boolean taken(String owner) throws IOException {
            return store.exists(target) && !store.published(owner, target);
        }

        @Override
        public PartialSession acquire(String owner, Geometry geometry) throws IOException {
            return store.acquire(owner, target, geometry);
        }

        /** The folder whose names are forced when the file has got its own. */
        Path folder() {
            Path parent = target.getParent();
            return parent == null ? target.toAbsolutePath().getRoot() : parent;
        }
    }
}
