package dev.framewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Gives the files of a pack their names, with one wait for the disk for all of them and not one for each:
 *
 * <pre>
 *   write every file under a name of its own, side by side → force all, side by side → rename or link each → force each folder once
 * </pre>
 *
 * A crash leaves each target as it was or whole, and files that {@link FileStore#expire} removes. One thread at a time.
 */
final class PackWriter {
    /** Files that are digested or written at once. */
    private static final int WRITERS = 4;
    /** Forces side by side: the file system writes them in one transaction of its own. */
    private static final int FORCES = 8;

    private final TransferSite site;
    private final Condition condition;
    private final ExecutorService threads;

    PackWriter(TransferSite site, Condition condition, ExecutorService threads) {
        this.site = site;
        this.condition = condition;
        this.threads = threads;
    }

    /** What became of each file, and how many bytes arrived. */
    record Written(byte[] outcomes, long bytes) {}

    /** One file on its way. */
    private static final class Staged {
        final PutOffer offer;
        final byte[] root;
        final int at;
        final int size;

        @Nullable TransferSink sink;

        Place.@Nullable OfFile place;

        @Nullable Path temporary;

        @Nullable DiskFile file;

        TransferException.@Nullable Kind failure;

        Staged(PutOffer offer, byte[] root, int at, int size) {
            this.offer = offer;
            this.root = root;
            this.at = at;
            this.size = size;
        }

        void check(ChunkHasher roots, byte[] body) {
            if (!Arrays.equals(roots.update(body, at, size).finish(), root)) {
                failure = TransferException.Kind.CORRUPT;
            }
        }

        void fail(Throwable e) {
            failure = Session.failure(e).kind();
        }
    }

    Written write(List<PackEntry> entries, Message.Pack pack) throws IOException {
        List<Staged> files = new ArrayList<>();
        int at = pack.indexBytes();
        for (PackEntry entry : entries) {
            OptionalLong modified =
                    entry.modifiedMillis() < 0 ? OptionalLong.empty() : OptionalLong.of(entry.modifiedMillis());
            Staged file = new Staged(
                    new PutOffer(entry.path(), entry.size(), modified, condition), entry.root(), at, entry.size());
            files.add(file);
            at += entry.size();
        }
        SideBySide.each(threads, files, WRITERS, () -> {
            ChunkHasher roots = PackCodec.roots();
            return file -> file.check(roots, pack.body());
        });
        try {
            files.forEach(this::accept); // one after the other: it is the application that is asked
            SideBySide.each(threads, files, WRITERS, () -> file -> write(file, pack.body()));
            SideBySide.each(threads, files, FORCES, () -> PackWriter::force);
            publish(files, pack.body());
        } finally {
            for (Staged file : files) {
                leave(file);
            }
        }
        byte[] outcomes = new byte[files.size()];
        long bytes = 0;
        for (int i = 0; i < outcomes.length; i++) {
            TransferException.Kind failure = files.get(i).failure;
            outcomes[i] = failure == null ? 0 : PackCodec.outcome(failure);
            bytes += failure == null ? files.get(i).size : 0;
        }
        return new Written(outcomes, bytes);
    }

    /** Asks where it goes. */
    private void accept(Staged file) {
        if (file.failure != null) {
            return;
        }
        try {
            TransferSink sink = site.acceptPacked(file.offer);
            file.sink = condition == Condition.ABSENT ? sink.ifAbsent() : sink;
            if (file.size > sink.maxBytes) {
                file.failure = TransferException.Kind.TOO_BIG;
                return;
            }
            if (file.sink.condition == Condition.ROOT) {
                file.failure = TransferException.Kind.CONFLICT; // a pack does not look at what it replaces
                return;
            }
            Place.OfFile place = sink.file();
            file.place = place;
        } catch (TransferRefusedException e) {
            file.failure = e.kind();
        } catch (IOException | RuntimeException e) {
            file.fail(e);
        }
    }

    private static void write(Staged file, byte[] body) {
        TransferSink sink = file.sink;
        Place.OfFile place = file.place;
        if (file.failure != null || sink == null || place == null) {
            return;
        }
        try {
            Disk disk = place.store().disk();
            Path temporary = create(file, place, sink.owner);
            Objects.requireNonNull(file.file).write(ByteBuffer.wrap(body, file.at, file.size), 0);
            if (sink.keepModified && file.offer.modifiedMillis().isPresent()) {
                disk.setModified(temporary, file.offer.modifiedMillis().getAsLong());
            }
        } catch (IOException | RuntimeException e) {
            file.fail(e);
        }
    }

    private static Path create(Staged file, Place.OfFile place, String owner) throws IOException {
        while (true) {
            Path temporary = place.store().temporary(owner, place.target());
            try {
                file.file = place.store().disk().open(temporary, Disk.Mode.CREATE);
                file.temporary = temporary;
                return temporary;
            } catch (FileAlreadyExistsException e) {
                // another process has it: the next name
            }
        }
    }

    private static void force(Staged file) {
        DiskFile open = file.file;
        if (open != null && file.failure == null) {
            try {
                open.force();
            } catch (IOException e) {
                file.fail(e); // never a second time: it would answer that all is well
            }
        }
        Partial.closeQuietly(open);
    }

    private void publish(List<Staged> files, byte[] body) {
        Set<Path> folders = new LinkedHashSet<>();
        for (Staged file : files) {
            TransferSink sink = file.sink;
            Place.OfFile place = file.place;
            Path temporary = file.temporary;
            if (file.failure != null || sink == null || place == null || temporary == null) {
                continue;
            }
            try {
                place.store().naming(() -> name(place, sink.condition, temporary, body, file));
                folders.add(place.folder());
            } catch (IOException e) {
                file.fail(e);
            }
        }
        for (Path folder : folders) {
            forceFolder(folder, files);
        }
    }

    /** Link and not rename where nothing may be replaced; a file that has the content already is what was wanted. */
    private static void name(Place.OfFile place, Condition condition, Path temporary, byte[] body, Staged file)
            throws IOException {
        Disk disk = place.store().disk();
        if (condition != Condition.ABSENT) {
            disk.rename(temporary, place.target());
            file.temporary = null; // it has its name, and nothing is left to delete
            return;
        }
        try {
            disk.link(temporary, place.target());
        } catch (FileAlreadyExistsException e) {
            if (!same(disk, place.target(), body, file)) {
                throw new TransferException(
                        TransferException.Kind.EXISTS, "there is something under that name already");
            }
        }
    }

    private static boolean same(Disk disk, Path target, byte[] body, Staged file) throws IOException {
        if (disk.stat(target)
                .filter(stat -> stat.regular() && stat.size() == file.size)
                .isEmpty()) {
            return false;
        }
        ByteBuffer there = ByteBuffer.allocate(file.size);
        try (DiskFile open = disk.open(target, Disk.Mode.READ)) {
            while (there.hasRemaining() && open.read(there, there.position()) >= 0) {
                // until it is full, or the file ends before it should
            }
            open.force(); // an earlier run may have died before its own
        }
        return there.flip().equals(ByteBuffer.wrap(body, file.at, file.size));
    }

    private static void forceFolder(Path folder, List<Staged> files) {
        for (Staged file : files) {
            Place.OfFile place = file.place;
            if (place == null || file.failure != null || !place.folder().equals(folder)) {
                continue;
            }
            try {
                place.store().disk().forceDirectory(folder);
                return; // once for all the files in it
            } catch (IOException e) {
                files.stream()
                        .filter(other ->
                                other.place != null && other.place.folder().equals(folder))
                        .forEach(other -> other.fail(e));
                return;
            }
        }
    }

    private void leave(Staged file) {
        Partial.closeQuietly(file.file);
        TransferSink sink = file.sink;
        Place.OfFile place = file.place;
        try {
            if (place != null && file.temporary != null) {
                place.store().disk().delete(file.temporary);
            }
        } catch (IOException e) {
            // it expires
        }
        try {
            if (sink != null) {
                site.settled(file.offer, file.failure == null);
            }
        } catch (IOException | RuntimeException e) {
            file.fail(e);
        }
    }
}
