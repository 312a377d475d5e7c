package dev.framewire.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An object store in memory; something can be made to happen around the next change of an index. */
final class MemoryBucket implements Bucket {
    /** What happens. */
    interface Event {
        void happen() throws IOException;
    }

    final Map<String, Tagged> objects = new TreeMap<>();
    Event beforeReplacing = () -> {};
    Event afterReplacing = () -> {};
    private long tags;

    @Override
    public synchronized Optional<Tagged> get(String key) {
        return Optional.ofNullable(objects.get(key));
    }

    @Override
    public synchronized int read(String key, ByteBuffer target, long position) {
        Tagged object = objects.get(key);
        if (object == null || position >= object.bytes().length) {
            return -1;
        }
        int count = Math.min(target.remaining(), object.bytes().length - (int) position);
        target.put(object.bytes(), (int) position, count);
        return count;
    }

    @Override
    public synchronized void put(String key, byte[] bytes) {
        objects.put(key, new Tagged(bytes, "tag-" + tags++));
    }

    @Override
    public void replace(String key, byte[] bytes, @Nullable String tag) throws IOException {
        Event before = beforeReplacing;
        beforeReplacing = () -> {};
        before.happen();
        synchronized (this) {
            if (!Objects.equals(tag, get(key).map(Tagged::tag).orElse(null))) {
                throw new Changed(key);
            }
            put(key, bytes);
        }
        Event after = afterReplacing;
        afterReplacing = () -> {};
        after.happen();
    }

    @Override
    public synchronized void join(String key, List<String> keys) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String each : keys) {
            all.write(
                    get(each).orElseThrow(() -> new IOException("404 " + each)).bytes());
        }
        put(key, all.toByteArray());
    }

    @Override
    public synchronized List<String> list(String prefix) {
        List<String> found = new ArrayList<>(objects.keySet());
        found.removeIf(key -> !key.startsWith(prefix));
        return found;
    }

    @Override
    public synchronized void delete(String key) {
        objects.remove(key);
    }
}
