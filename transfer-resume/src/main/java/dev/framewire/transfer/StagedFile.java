package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One file of a pack on its way from the pack's body to its name: the steps that {@link PackWriter} has it take. */
final class StagedFile {
    private final PackEntry entry;
    private final PutOffer offer;
    private final byte[] body;
    private final int at;
    private @Nullable TransferSink sink;
    private Place.@Nullable OfFile place;
    private @Nullable Path temporary;
    private @Nullable NewFile file;
    private TransferException.@Nullable Kind failure;

    /** A folder of a disk, whose names are forced. */
    record Folder(Disk disk, Path path) {}

    /** Its content begins at that place of the body. */
    StagedFile(PackEntry entry, Condition condition, byte[] body, int at) {
        this.entry = entry;
        OptionalLong modified =
                entry.modifiedMillis() < 0 ? OptionalLong.empty() : OptionalLong.of(entry.modifiedMillis());
        this.offer = new PutOffer(entry.path(), entry.size(), modified, condition);
        this.body = body;
        this.at = at;
    }

    int size() {
        return entry.size();
    }

    boolean isGood() {
        return failure == null;
    }

    byte outcome() {
        return failure == null ? 0 : PackCodec.outcome(failure);
    }

    void fail(Throwable e) {
        failure = Session.failure(e).kind();
    }

    /** Fails those files, which follow each other in the body, whose root is not what their entry says. */
    static void verify(List<StagedFile> group, SmallRoots roots, byte[] body) {
        int[] sizes = group.stream().mapToInt(StagedFile::size).toArray();
        byte[][] computed = roots.of(body, group.get(0).at, sizes);
        for (int i = 0; i < computed.length; i++) {
            StagedFile file = group.get(i);
            if (!Arrays.equals(computed[i], file.entry.root())) {
                file.failure = TransferException.Kind.CORRUPT;
            }
        }
    }

    /** Asks where it goes. */
    void accept(TransferSite site) throws IOException {
        TransferSink accepted = Responder.asked(() -> site.acceptPacked(offer));
        sink = accepted; // from here on the site is told what became of it
        if (offer.condition() == Condition.ABSENT) {
            accepted = accepted.ifAbsent();
        }
        if (size() > accepted.maxBytes) {
            throw new TransferException(TransferException.Kind.TOO_BIG, "larger than the site takes");
        }
        if (accepted.condition == Condition.ROOT) {
            throw new TransferException(TransferException.Kind.CONFLICT, "a pack does not look at what it replaces");
        }
        sink = accepted.offered(entry.mode());
        place = accepted.file();
    }

    private TransferSink sink() {
        return Objects.requireNonNull(sink);
    }

    private Place.OfFile place() {
        return Objects.requireNonNull(place);
    }

    FileStore store() {
        return place().store();
    }

    private Disk disk() {
        return store().disk();
    }

    Folder folder() {
        return new Folder(disk(), place().folder());
    }

    void write() throws IOException {
        Path name = create();
        Objects.requireNonNull(file).write(ByteBuffer.wrap(body, at, size()), 0);
        if (sink().keepModified && entry.modifiedMillis() >= 0) {
            disk().setModified(name, entry.modifiedMillis());
        }
        int mode = sink().modeOn(disk());
        if (mode >= 0) {
            disk().setPermissions(name, mode);
        }
    }

    private Path create() throws IOException {
        while (true) {
            Path name = store().temporary(sink().owner, place().target());
            try {
                file = disk().create(name);
                temporary = name;
                return name;
            } catch (FileAlreadyExistsException e) {
                // another process has it: the next name
            }
        }
    }

    /** Never a second time after a failure: it would answer that all is well. */
    void force() throws IOException {
        NewFile open = Objects.requireNonNull(file);
        try (open) {
            file = null;
            open.force();
        }
    }

    void publish() throws IOException {
        store().naming(this::name);
    }

    /** Link and not rename where nothing may be replaced; a file that has the content already is what was wanted. */
    private void name() throws IOException {
        Path from = Objects.requireNonNull(temporary);
        Path to = place().target();
        if (sink().condition != Condition.ABSENT) {
            disk().rename(from, to);
            temporary = null; // it has its name, and nothing is left to delete
            return;
        }
        try {
            disk().link(from, to);
        } catch (FileAlreadyExistsException e) {
            if (!isThere(to)) {
                throw new TransferException(
                        TransferException.Kind.EXISTS, "there is something under that name already");
            }
        }
    }

    private boolean isThere(Path target) throws IOException {
        if (disk().stat(target)
                .filter(stat -> stat.regular() && stat.size() == size())
                .isEmpty()) {
            return false;
        }
        ByteBuffer there = ByteBuffer.allocate(size());
        try (DiskFile open = disk().open(target, Disk.Mode.READ)) {
            while (there.hasRemaining() && open.read(there, there.position()) >= 0) {
                // until it is full, or the file ends before it should
            }
            open.force(); // an earlier run may have died before its own
        }
        return there.flip().equals(ByteBuffer.wrap(body, at, size()));
    }

    /** It is over, however it ended. */
    void leave(TransferSite site) {
        Partial.closeQuietly(file);
        try {
            if (temporary != null) {
                disk().delete(temporary);
            }
        } catch (IOException e) {
            // it expires
        }
        try {
            if (sink != null) {
                site.settled(offer, isGood());
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }
}
