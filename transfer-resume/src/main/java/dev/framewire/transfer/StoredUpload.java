package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One session on an upload of a {@link PartialStore}. The store fences; what is claimed, and by whom, is kept here. */
final class StoredUpload implements PartialSession {
    private static final int COPY_BYTES = 64 << 10;

    private final PartialStore store;
    private final String name;
    private final PartialStore.Upload upload;
    private final BitSet forced = new BitSet();
    /** Parts on their way: the one that arrives, and one that is copied from the old content. */
    private final Map<Integer, Open> open = new HashMap<>();

    private Geometry geometry;
    private byte[] @Nullable [] claims;
    private @Nullable Standing old;
    private @Nullable Basis basis;
    private boolean basisOpened;
    private boolean closed;

    private static final class Open {
        final PartialStore.PartOutput output;
        int length;

        Open(PartialStore.PartOutput output) {
            this.output = output;
        }
    }

    /** What has the name, and whether it still has it. */
    private record Standing(PartialStore store, String name, PartialStore.Content content) implements Basis.Standing {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return content.read(target, position);
        }

        @Override
        public void force() {
            // what is complete is durable
        }

        @Override
        public boolean named() throws IOException {
            Optional<PartialStore.Content> now = store.find(name);
            if (now.isEmpty()) {
                return false;
            }
            try (PartialStore.Content found = now.get()) {
                return found.version().equals(content.version());
            }
        }

        @Override
        public void close() {
            content.close();
        }
    }

    private StoredUpload(PartialStore store, String name, PartialStore.Upload upload, Geometry geometry) {
        this.store = store;
        this.name = name;
        this.upload = upload;
        this.geometry = geometry;
        this.claims = new byte[geometry.chunks()][];
    }

    static StoredUpload begin(PartialStore store, String owner, String name, Geometry geometry) throws IOException {
        PartialStore.Upload upload = Responder.asked(() -> store.begin(owner, name));
        try {
            StoredUpload session = new StoredUpload(store, name, upload, geometry);
            if (store.readsBack()) {
                Responder.asked(upload::parts).forEach(session::claim);
            }
            return session;
        } catch (IOException | RuntimeException | Error e) {
            upload.close();
            throw e;
        }
    }

    /** A part of the right length is worth reading back, whatever it was cut from: its digest says what is in it. */
    private void claim(PartialStore.Part part) {
        int number = part.number();
        boolean known = number >= 0 && number < claims.length && part.length() == geometry.length(number);
        if (known && part.digestHex().matches("[0-9a-f]{64}")) {
            byte[] digest = HexFormat.of().parseHex(part.digestHex());
            boolean sameKind = ContentCheck.isCrcOnly(digest) == (geometry.check() == ContentCheck.CRC_ONLY);
            claims[number] = sameKind ? digest : null;
        }
    }

    @Override
    public long epoch() {
        return upload.number();
    }

    @Override
    public ChunkHasher hasher(Geometry cut) {
        return ChunkHasher.of(cut);
    }

    @Override
    public synchronized byte @Nullable [] claim(int chunk) {
        return claims[chunk];
    }

    @Override
    public boolean toBeReadBack(int chunk) {
        return true;
    }

    /** Of a store that does not read back, nothing outlives its session: nothing is promised before the end. */
    @Override
    public synchronized boolean durable(int chunk) {
        return store.readsBack() && claims[chunk] != null && forced.get(chunk);
    }

    private void alive() throws TransferException {
        if (closed) {
            throw new TransferException(TransferException.Kind.CLOSED, "the partial is closed");
        }
    }

    @Override
    public synchronized int read(ByteBuffer buffer, long position) throws IOException {
        alive();
        int chunk = (int) (position / geometry.chunkBytes());
        return Responder.asked(() -> upload.read(chunk, buffer, (int) (position - geometry.offset(chunk))));
    }

    @Override
    public synchronized void write(ByteBuffer bytes, long position) throws IOException {
        alive();
        int chunk = (int) (position / geometry.chunkBytes());
        if (position == geometry.offset(chunk)) {
            forget(chunk);
            open.put(chunk, new Open(Responder.asked(() -> upload.put(chunk, geometry.length(chunk)))));
        }
        Open part = Objects.requireNonNull(open.get(chunk));
        if (position != geometry.offset(chunk) + part.length) {
            throw new IllegalStateException("a piece at " + position + " of a part of " + part.length + " bytes");
        }
        int length = bytes.remaining();
        Responder.asked(() -> {
            hand(bytes, part.output);
            return part;
        });
        part.length += length;
    }

    private static void hand(ByteBuffer bytes, PartialStore.PartOutput output)
            throws TransferRefusedException, IOException {
        if (bytes.hasArray()) {
            output.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            return;
        }
        byte[] copy = new byte[Math.min(bytes.remaining(), COPY_BYTES)];
        while (bytes.hasRemaining()) {
            int count = Math.min(copy.length, bytes.remaining());
            bytes.get(copy, 0, count);
            output.write(copy, 0, count);
        }
    }

    private void forget(int chunk) {
        Open part = open.remove(chunk);
        if (part != null) {
            part.output.close();
        }
    }

    @Override
    public void refresh(int chunk, ByteBuffer bytes, long position) {
        // a force covers every part that is there
    }

    @Override
    public synchronized void copied(int chunk, byte[] digest) throws IOException {
        finish(chunk, digest);
    }

    @Override
    public synchronized void written(int chunk, byte[] digest) throws IOException {
        alive();
        finish(chunk, digest);
        claims[chunk] = digest;
    }

    private void finish(int chunk, byte[] digest) throws IOException {
        Open part = open.get(chunk);
        if (part != null) {
            if (part.length != geometry.length(chunk)) {
                throw new IllegalStateException("part " + chunk + " has " + part.length + " bytes only");
            }
            Responder.asked(() -> {
                part.output.finish(HexFormat.of().formatHex(digest));
                return part;
            });
            forget(chunk);
            forced.clear(chunk);
        }
    }

    /** The part stays as it is until another one is finished in its place: a crash in between finds a claim that it can check. */
    @Override
    public synchronized void drop(int chunk) throws IOException {
        alive();
        claims[chunk] = null;
    }

    @Override
    public synchronized void checkpoint() throws IOException {
        alive();
        try {
            Responder.asked(() -> {
                upload.force();
                return upload;
            });
        } catch (IOException e) {
            forced.clear(); // and never a second time: it would answer that all is well
            close();
            throw e;
        }
        for (int i = 0; i < claims.length; i++) {
            forced.set(i, claims[i] != null);
        }
    }

    @Override
    public synchronized void sized(Geometry whole) {
        claims = Arrays.copyOf(claims, whole.chunks());
        for (int i = 0; i < claims.length; i++) {
            claims[i] = whole.length(i) == geometry.length(i) ? claims[i] : null;
        }
        geometry = whole;
    }

    @Override
    public synchronized @Nullable Basis basis() throws IOException {
        alive();
        if (!basisOpened && store.readsBack()) {
            basisOpened = true;
            Optional<PartialStore.Content> found = store.find(name);
            if (found.isPresent() && Geometry.valid(found.get().size(), geometry.chunkBytes())) {
                Standing standing = new Standing(store, name, found.get());
                old = standing;
                basis = new Basis(standing, new Geometry(found.get().size(), geometry.chunkBytes(), geometry.check()));
            } else {
                found.ifPresent(PartialStore.Content::close);
            }
        }
        return basis;
    }

    @Override
    public synchronized void commit(byte[] root, TransferSink how, long modifiedMillis) throws IOException {
        alive();
        List<PartialStore.Part> parts = new ArrayList<>();
        for (int i = 0; i < claims.length; i++) {
            String digest = HexFormat.of().formatHex(Objects.requireNonNull(claims[i]));
            parts.add(new PartialStore.Part(i, geometry.length(i), digest));
        }
        PartialStore.Completion completion = new PartialStore.Completion(
                List.copyOf(parts),
                geometry.size(),
                HexFormat.of().formatHex(root),
                modifiedMillis < 0 ? OptionalLong.empty() : OptionalLong.of(modifiedMillis),
                how.condition == Condition.ABSENT,
                how.condition == Condition.ROOT
                        ? Optional.of(Objects.requireNonNull(old).content().version())
                        : Optional.empty());
        try {
            Responder.asked(() -> {
                upload.complete(completion);
                return upload;
            });
        } catch (TransferException e) {
            if (e.kind() == TransferException.Kind.EXISTS || e.kind() == TransferException.Kind.CONFLICT) {
                discard(); // its content is complete, and nobody will ever want it
            }
            throw e;
        }
        end();
    }

    @Override
    public synchronized boolean confirm(long modifiedMillis) throws IOException {
        alive();
        Basis found = basis;
        if (found == null || !found.named()) {
            return false;
        }
        discard();
        return true;
    }

    @Override
    public synchronized void discard() throws IOException {
        if (closed) {
            return;
        }
        try {
            Responder.asked(() -> {
                upload.abort();
                return upload;
            });
        } catch (TransferException e) {
            if (e.kind() != TransferException.Kind.STALE_EPOCH) {
                throw e; // else it is a newer session's now
            }
        } finally {
            end();
        }
    }

    @Override
    public synchronized void close() {
        if (closed || store.readsBack()) {
            end();
            return;
        }
        try {
            discard(); // nobody could ever prove what is in it
        } catch (IOException e) {
            // then it expires
        }
    }

    private void end() {
        if (!closed) {
            closed = true;
            List.copyOf(open.keySet()).forEach(this::forget);
            Partial.closeQuietly(basis);
            upload.close();
        }
    }
}
