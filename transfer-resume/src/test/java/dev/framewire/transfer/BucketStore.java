package dev.framewire.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link PartialStore} is put on an object store. An example to be taken along: it uses nothing that is not public.
 *
 * <pre>
 *   NAME/index                                          which sessions are alive, and which content has the name
 *   NAME/parts/OWNER/NUMBER.LENGTH.SESSION.COUNT.DIGEST  one part each, whole, never written over
 *   NAME/contents/SESSION                                one content each, joined, never written over
 * </pre>
 *
 * NAME and OWNER are digests, so no name can leave its place. All that has to happen in one step is one conditional PUT of the
 * index: a session begins by taking its number there, and a content gets its name there. That is what fences: a session that
 * another one of its owner has followed is not in the index any more, and cannot come back.
 *
 * <p>Objects that nothing names, because a process died, are removed by the next session of the same name; for those of names that
 * are never used again, let the bucket expire {@code parts/} after some days.
 */
final class BucketStore implements PartialStore {
    private final Bucket bucket;

    BucketStore(Bucket bucket) {
        this.bucket = bucket;
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }

    /** A change of an index; refuses what must not be. */
    private interface Change {
        BucketIndex of(BucketIndex now) throws TransferRefusedException;
    }

    private BucketIndex index(String place) throws IOException {
        Optional<Bucket.Tagged> found = bucket.get(place + "/index");
        return found.isPresent() ? BucketIndex.parse(found.get()) : BucketIndex.EMPTY;
    }

    /** Looks and changes in one step. */
    private BucketIndex change(String place, Change change) throws IOException, TransferRefusedException {
        while (true) {
            BucketIndex now = index(place);
            BucketIndex next = change.of(now);
            try {
                bucket.replace(place + "/index", next.bytes(), now.tag());
                return next;
            } catch (Bucket.Changed e) {
                // somebody was faster: look again
            }
        }
    }

    @Override
    public boolean readsBack() {
        return true;
    }

    @Override
    public Upload begin(String owner, String name) throws IOException, TransferRefusedException {
        String place = digest(name);
        BucketIndex index = change(place, now -> now.begun(digest(owner)));
        for (String content : bucket.list(place + "/contents/")) {
            if (!index.mayName(content)) {
                bucket.delete(content); // joined by a session that died before it had the name
            }
        }
        Session session = new Session(place, owner, index.last());
        for (String key : bucket.list(session.prefix)) {
            PartKey part = PartKey.parse(key);
            if (part.session() <= index.completed(owner)) {
                bucket.delete(
                        key); // the upload ended when its content got the name, and nobody came to remove its parts
            } else {
                session.found(part);
            }
        }
        return session;
    }

    @Override
    public Optional<Content> find(String name) throws IOException {
        return index(digest(name)).content().map(Stored::new);
    }

    private final class Stored implements Content {
        private final BucketIndex.Named named;

        Stored(BucketIndex.Named named) {
            this.named = named;
        }

        @Override
        public long size() {
            return named.size();
        }

        @Override
        public String owner() {
            return named.owner();
        }

        @Override
        public String version() {
            return named.key();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return bucket.read(named.key(), target, position);
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    /** A part's object. */
    private record PartKey(String key, int number, int length, String order, String digestHex) {
        static PartKey of(String prefix, Part part, long session, int count) {
            String order = String.format(Locale.ROOT, "%019d.%010d", session, count);
            String name =
                    String.format(Locale.ROOT, "%05d.%d.%s.%s", part.number(), part.length(), order, part.digestHex());
            return new PartKey(prefix + name, part.number(), part.length(), order, part.digestHex());
        }

        long session() {
            return Long.parseLong(order.substring(0, order.indexOf('.')));
        }

        static PartKey parse(String key) {
            String[] fields = key.substring(key.lastIndexOf('/') + 1).split("\\.", -1);
            return new PartKey(
                    key,
                    Integer.parseInt(fields[0]),
                    Integer.parseInt(fields[1]),
                    fields[2] + '.' + fields[3],
                    fields[4]);
        }
    }

    private final class Session implements Upload {
        final String prefix;
        private final String place;
        private final String owner;
        private final long number;
        private final String content;
        private final Map<Integer, PartKey> parts = new HashMap<>();
        private int count;

        Session(String place, String owner, long number) {
            this.place = place;
            this.owner = owner;
            this.number = number;
            this.content = place + "/contents/" + number;
            this.prefix = place + "/parts/" + digest(owner) + '/';
        }

        /** Of one number, the one that was put last; a crash may have left the one before it. */
        void found(PartKey part) {
            parts.merge(part.number(), part, (a, b) -> a.order().compareTo(b.order()) > 0 ? a : b);
        }

        private BucketIndex current(BucketIndex now) throws TransferRefusedException {
            if (!now.has(digest(owner), number)) {
                throw new TransferRefusedException(TransferException.Kind.STALE_EPOCH, "a newer session has begun");
            }
            return now;
        }

        private void alive() throws IOException, TransferRefusedException {
            BucketIndex unused = current(index(place));
        }

        @Override
        public long number() {
            return number;
        }

        @Override
        public List<Part> parts() throws IOException, TransferRefusedException {
            alive();
            List<Part> all = new ArrayList<>();
            parts.values().forEach(part -> all.add(new Part(part.number(), part.length(), part.digestHex())));
            return all;
        }

        @Override
        public PartOutput put(int of, int length) throws IOException, TransferRefusedException {
            alive();
            return new Output(of);
        }

        @Override
        public int read(int of, ByteBuffer target, int position) throws IOException, TransferRefusedException {
            alive();
            PartKey part = parts.get(of);
            return part == null ? -1 : bucket.read(part.key(), target, position);
        }

        @Override
        public void force() throws IOException, TransferRefusedException {
            alive(); // what was put is durable
        }

        @Override
        public void complete(Completion what) throws IOException, TransferRefusedException {
            alive();
            List<String> keys = new ArrayList<>();
            for (Part part : what.parts()) {
                PartKey here = parts.get(part.number());
                if (here == null
                        || here.length() != part.length()
                        || !here.digestHex().equals(part.digestHex())) {
                    throw new IOException("part " + part.number() + " is not what it was");
                }
                keys.add(here.key());
            }
            bucket.join(content, keys);
            BucketIndex.Named named = new BucketIndex.Named(content, what.size(), owner);
            String[] replaced = new String[1];
            BucketIndex unused = change(place, now -> {
                Optional<String> version = current(now).content().map(BucketIndex.Named::key);
                if (what.onlyIfAbsent() && version.isPresent()) {
                    throw new TransferRefusedException(TransferException.Kind.EXISTS, "there is something already");
                }
                if (what.onlyIfVersion().isPresent() && !what.onlyIfVersion().equals(version)) {
                    throw new TransferRefusedException(TransferException.Kind.CONFLICT, "it is not what it was");
                }
                replaced[0] = version.orElse(null);
                return now.named(named, digest(owner));
            });
            forget(); // from here on it has its name, and what fails is only rubbish that stays
            delete(replaced[0]);
        }

        @Override
        public void abort() throws IOException, TransferRefusedException {
            BucketIndex unused = change(place, now -> current(now).ended(digest(owner)));
            forget();
            delete(content); // if it was joined, and may not have the name
        }

        /** The parts that this session knows: another one's may be there by now. */
        private void forget() {
            parts.values().forEach(part -> delete(part.key()));
            parts.clear();
        }

        private void delete(@Nullable String key) {
            try {
                if (key != null) {
                    bucket.delete(key);
                }
            } catch (IOException e) {
                // then it expires
            }
        }

        @Override
        public void close() {
            // nothing is held: the next session goes on with the parts
        }

        private final class Output implements PartOutput {
            private final int of;
            private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // grows as they come, to 16 MiB

            Output(int of) {
                this.of = of;
            }

            @Override
            public void write(byte[] from, int offset, int length) {
                bytes.write(from, offset, length);
            }

            @Override
            public void finish(String digestHex) throws IOException, TransferRefusedException {
                alive();
                PartKey part = PartKey.of(prefix, new Part(of, bytes.size(), digestHex), number, count++);
                bucket.put(part.key(), bytes.toByteArray());
                alive(); // a newer session that does not know of it has begun, or will list it
                PartKey before = parts.put(of, part);
                delete(before == null ? null : before.key());
            }

            @Override
            public void close() {
                bytes.reset();
            }
        }
    }
}
