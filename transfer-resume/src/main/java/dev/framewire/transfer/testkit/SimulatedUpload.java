package dev.framewire.transfer.testkit;

import dev.framewire.transfer.PartialStore;
import dev.framewire.transfer.TransferException;
import dev.framewire.transfer.TransferRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One session of an upload to a {@link SimulatedStore}. What it does are steps of the store, and so under its lock. */
final class SimulatedUpload implements PartialStore.Upload {
    private static final int MAX_OPEN_PARTS = 2;

    private final SimulatedStore store;
    private final SimulatedStore.Key key;
    private final long number;
    private int open;

    SimulatedUpload(SimulatedStore store, SimulatedStore.Key key, long number) {
        this.store = store;
        this.key = key;
        this.number = number;
    }

    /** Fencing: looked at in the same step as what it guards. */
    private void current() throws TransferRefusedException {
        if (!store.newest(key, number)) {
            throw new TransferRefusedException(
                    TransferException.Kind.STALE_EPOCH, "a newer session has taken this upload over");
        }
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public List<PartialStore.Part> parts() throws IOException, TransferRefusedException {
        return store.step(() -> {
            current();
            List<PartialStore.Part> all = new ArrayList<>();
            store.parts(key)
                    .forEach((part, stored) ->
                            all.add(new PartialStore.Part(part, stored.bytes.length, stored.digestHex)));
            return all;
        });
    }

    @Override
    public PartialStore.PartOutput put(int part, int length) throws IOException, TransferRefusedException {
        return store.step(() -> {
            current();
            if (open == MAX_OPEN_PARTS) {
                throw new IllegalStateException("more than two parts are open: " + part);
            }
            open++;
            return new Output(part, length);
        });
    }

    @Override
    public int read(int part, ByteBuffer target, int position) throws IOException, TransferRefusedException {
        return store.step(() -> {
            current();
            SimulatedStore.Stored stored = store.parts(key).get(part);
            return stored == null ? -1 : SimulatedStore.read(stored.bytes, target, position);
        });
    }

    @Override
    public void force() throws IOException, TransferRefusedException {
        store.step(() -> {
            current();
            store.parts(key).values().forEach(part -> part.forced = true);
            return key;
        });
    }

    @Override
    public void complete(PartialStore.Completion what) throws IOException, TransferRefusedException {
        store.step(() -> {
            current();
            store.demand(key.name(), what);
            store.publish(key, whole(what.parts()));
            return key;
        });
    }

    /** Just what it was told: a part that is missing, or is another one, fails the call. */
    private byte[] whole(List<PartialStore.Part> parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (PartialStore.Part part : parts) {
            SimulatedStore.Stored stored = store.parts(key).get(part.number());
            if (stored == null || stored.bytes.length != part.length() || !stored.digestHex.equals(part.digestHex())) {
                throw new IOException("part " + part.number() + " is not there");
            }
            all.writeBytes(stored.bytes);
        }
        return all.toByteArray();
    }

    @Override
    public void abort() throws IOException, TransferRefusedException {
        store.step(() -> {
            current();
            store.forget(key);
            return key;
        });
    }

    @Override
    public void close() {
        // the parts stay
    }

    private final class Output implements PartialStore.PartOutput {
        private final int part;
        private final byte[] bytes;
        private int written;
        private boolean closed;

        Output(int part, int length) {
            this.part = part;
            this.bytes = new byte[length];
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException, TransferRefusedException {
            store.step(() -> {
                current();
                System.arraycopy(from, offset, bytes, written, length);
                written += length;
                return key;
            });
        }

        @Override
        public void finish(String digestHex) throws IOException, TransferRefusedException {
            store.step(() -> {
                current();
                if (written != bytes.length) {
                    throw new IllegalStateException(written + " of " + bytes.length + " bytes of part " + part);
                }
                store.keep(key, part, new SimulatedStore.Stored(Arrays.copyOf(bytes, written), digestHex, false));
                return key;
            });
        }

        /** What was not finished is nowhere. */
        @Override
        public void close() {
            open -= closed ? 0 : 1;
            closed = true;
        }
    }
}
