package dev.framewire.transfer.testkit;

import dev.framewire.transfer.PartialStore;
import dev.framewire.transfer.TransferException;
import dev.framewire.transfer.TransferRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An object store in memory, with faults: it shows what a {@link PartialStore} has to do, and how a receiver takes it when one
 * fails. Calls are steps, counted from 0 over all sessions; in each one a {@link Fault} can be planned. Between two sessions
 * parts can be lost or damaged, as between two processes. Thread-safe.
 *
 * <p>Parts that were not forced are lost by {@link #restart} with a loss of power, as in a store with a cache.
 */
public final class SimulatedStore implements PartialStore {
    /** What happens to one call. */
    public enum Fault {
        /** It fails and has no effect. */
        FAILS,
        /** It takes effect, and fails: the answer was lost. */
        FAILS_AFTERWARDS,
        /** The process that calls dies before it takes effect. */
        DIES,
        /** The process that calls dies when it has taken effect. */
        DIES_AFTERWARDS
    }

    record Key(String owner, String name) {}

    static final class Stored {
        final byte[] bytes;
        final String digestHex;
        boolean forced;

        Stored(byte[] bytes, String digestHex, boolean forced) {
            this.bytes = bytes;
            this.digestHex = digestHex;
            this.forced = forced;
        }
    }

    private record Completed(String owner, byte[] bytes, String version) {}

    private final boolean readsBack;
    private final Map<Key, Map<Integer, Stored>> uploads = new HashMap<>();
    private final Map<Key, Long> sessions = new HashMap<>();
    private final Map<String, Completed> contents = new HashMap<>();
    private final Map<Long, Fault> plan = new HashMap<>();
    private long steps;
    private long versions;
    private boolean dead;

    /**
     * An empty store.
     *
     * @param readsBack whether what was put can be read
     */
    public SimulatedStore(boolean readsBack) {
        this.readsBack = readsBack;
    }

    /**
     * The same content, uploads and steps, to go another way from here.
     *
     * @return a copy without sessions and without a plan
     */
    public synchronized SimulatedStore copy() {
        SimulatedStore twin = new SimulatedStore(readsBack);
        uploads.forEach((key, parts) -> {
            Map<Integer, Stored> copied = new TreeMap<>();
            parts.forEach(
                    (number, part) -> copied.put(number, new Stored(part.bytes.clone(), part.digestHex, part.forced)));
            twin.uploads.put(key, copied);
        });
        twin.sessions.putAll(sessions);
        twin.contents.putAll(contents);
        twin.steps = steps;
        twin.versions = versions;
        return twin;
    }

    /**
     * Plans a fault.
     *
     * @param step the call, counted as {@link #steps} does
     * @param fault what happens to it
     */
    public synchronized void plan(long step, Fault fault) {
        plan.put(step, fault);
    }

    /**
     * The calls so far.
     *
     * @return their number
     */
    public synchronized long steps() {
        return steps;
    }

    /**
     * Another process begins: no session of the one before does anything any more, and no fault is planned.
     *
     * @param powerLost whether what was not forced is lost too
     */
    public synchronized void restart(boolean powerLost) {
        dead = false;
        plan.clear();
        sessions.replaceAll((key, number) -> number + 1);
        if (powerLost) {
            uploads.values().forEach(parts -> parts.values().removeIf(part -> !part.forced));
        }
    }

    /**
     * Takes a part away.
     *
     * @param owner of the upload
     * @param name of the upload
     * @param number of the part
     * @return false if there is none
     */
    public synchronized boolean lose(String owner, String name, int number) {
        return parts(new Key(owner, name)).remove(number) != null;
    }

    /**
     * Inverts a bit of a part.
     *
     * @param owner of the upload
     * @param name of the upload
     * @param number of the part
     * @param byteOffset which byte of it
     * @return false if there is none
     */
    public synchronized boolean damage(String owner, String name, int number, int byteOffset) {
        Stored part = parts(new Key(owner, name)).get(number);
        if (part == null) {
            return false;
        }
        part.bytes[byteOffset] ^= 1;
        return true;
    }

    /**
     * The bytes that have a name.
     *
     * @param name of a content
     * @return a copy; empty if there is none
     */
    public synchronized Optional<byte[]> content(String name) {
        return Optional.ofNullable(contents.get(name))
                .map(found -> found.bytes().clone());
    }

    /**
     * The numbers of the parts of an upload.
     *
     * @param owner of the upload
     * @param name of the upload
     * @return in order; empty if there is no upload
     */
    public synchronized List<Integer> numbers(String owner, String name) {
        return List.copyOf(parts(new Key(owner, name)).keySet());
    }

    Map<Integer, Stored> parts(Key key) {
        return uploads.getOrDefault(key, new TreeMap<>());
    }

    interface Effect<T> {
        T run() throws IOException, TransferRefusedException;
    }

    synchronized <T> T step(Effect<T> effect) throws IOException, TransferRefusedException {
        if (dead) {
            throw new SimulatedCrash(steps);
        }
        Fault fault = plan.get(steps++);
        if (fault == Fault.DIES) {
            dead = true;
            throw new SimulatedCrash(steps - 1);
        } else if (fault == Fault.FAILS) {
            throw new IOException("simulated: the store does not answer");
        }
        T result = effect.run();
        if (fault == Fault.DIES_AFTERWARDS) {
            dead = true;
            throw new SimulatedCrash(steps - 1);
        } else if (fault == Fault.FAILS_AFTERWARDS) {
            throw new IOException("simulated: the store's answer was lost");
        }
        return result;
    }

    @Override
    public boolean readsBack() {
        return readsBack;
    }

    @Override
    public Upload begin(String owner, String name) throws IOException, TransferRefusedException {
        return step(() -> {
            Key key = new Key(owner, name);
            return new SimulatedUpload(this, key, sessions.merge(key, 1L, Long::sum));
        });
    }

    /** Whether no later session has begun. Called in a step, under its lock, like what follows as far as {@link #publish}. */
    boolean newest(Key key, long number) {
        return sessions.getOrDefault(key, 0L) == number;
    }

    void keep(Key key, int number, Stored part) {
        uploads.computeIfAbsent(key, unused -> new TreeMap<>()).put(number, part);
    }

    void forget(Key key) {
        uploads.remove(key);
    }

    /** Whether what has the name is what is demanded. */
    void demand(String name, Completion what) throws TransferRefusedException {
        Completed old = contents.get(name);
        if (what.onlyIfAbsent() && old != null) {
            throw new TransferRefusedException(TransferException.Kind.EXISTS, "there is something");
        }
        if (what.onlyIfVersion().isPresent()
                && (old == null || !what.onlyIfVersion().get().equals(old.version()))) {
            throw new TransferRefusedException(TransferException.Kind.CONFLICT, "there is something else");
        }
    }

    void publish(Key key, byte[] bytes) {
        contents.put(key.name(), new Completed(key.owner(), bytes, "v" + ++versions));
        forget(key);
    }

    @Override
    public Optional<Content> find(String name) throws IOException {
        try {
            return step(() -> Optional.ofNullable(contents.get(name)).map(Found::new));
        } catch (TransferRefusedException e) {
            throw new IOException(e);
        }
    }

    static int read(byte[] bytes, ByteBuffer target, long position) {
        if (position >= bytes.length) {
            return -1;
        }
        int count = (int) Math.min(target.remaining(), bytes.length - position);
        target.put(bytes, (int) position, count);
        return count;
    }

    private final class Found implements Content {
        private final Completed content;

        Found(Completed content) {
            this.content = content;
        }

        @Override
        public long size() {
            return content.bytes().length;
        }

        @Override
        public String owner() {
            return content.owner();
        }

        @Override
        public String version() {
            return content.version();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            try {
                return step(() -> SimulatedStore.read(content.bytes(), target, position));
            } catch (TransferRefusedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
