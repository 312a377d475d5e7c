package dev.framewire.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Gives the files of a pack their names, with one wait for the disk for all of them and not one for each:
 *
 * <pre>
 *   digest all, side by side → ask where each goes → reserve their space
 *     → write every file under a name of its own, side by side → force all, side by side → rename or link each → force each folder once
 * </pre>
 *
 * A crash leaves each target as it was or whole, and files that {@link FileStore#expire} removes. One thread at a time.
 */
final class PackWriter {
    /** Files, or groups of them, that are digested or written at once. */
    private static final int WRITERS = 4;
    /** Forces side by side: the file system writes them in one transaction of its own. */
    private static final int FORCES = 8;

    private final TransferSite site;
    private final Condition condition;
    private final Executor threads;

    PackWriter(TransferSite site, Condition condition, Executor threads) {
        this.site = site;
        this.condition = condition;
        this.threads = threads;
    }

    /** What became of each file, and how many bytes arrived. */
    record Written(byte[] outcomes, long bytes) {}

    Written write(List<PackEntry> entries, Message.Pack pack) throws IOException {
        List<StagedFile> files = new ArrayList<>(entries.size());
        int at = pack.indexBytes();
        for (PackEntry entry : entries) {
            files.add(new StagedFile(entry, condition, pack.body(), at));
            at += entry.size();
        }
        verify(files, pack);
        Map<FileStore, Long> reserved = new HashMap<>();
        try {
            eachGood(files, file -> file.accept(site)); // one after the other: it is the application that is asked
            reserve(files, reserved);
            SideBySide.each(threads, files, WRITERS, () -> good(StagedFile::write));
            SideBySide.each(threads, files, FORCES, () -> good(StagedFile::force));
            eachGood(files, StagedFile::publish);
            forceFolders(files);
        } catch (IOException | RuntimeException | Error e) {
            eachGood(files, file -> file.fail(e)); // or the site would hear that they are published
            throw e;
        } finally {
            reserved.keySet().forEach(store -> store.reservedSpace().release(this));
            files.forEach(file -> file.leave(site));
        }
        byte[] outcomes = new byte[files.size()];
        long bytes = 0;
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = files.get(i).outcome();
            bytes += files.get(i).isGood() ? entries.get(i).size() : 0;
        }
        return new Written(outcomes, bytes);
    }

    /** What may fail for one file, and leaves the others alone. */
    private interface Step {
        void run(StagedFile file) throws IOException;
    }

    private static void eachGood(List<StagedFile> files, Step step) {
        files.forEach(good(step));
    }

    private static Consumer<StagedFile> good(Step step) {
        return file -> {
            if (file.isGood()) {
                try {
                    step.run(file);
                } catch (IOException | RuntimeException e) {
                    file.fail(e);
                }
            }
        };
    }

    /** In groups, as many as are digested at once: those of BLAKE3 are fastest together. */
    private void verify(List<StagedFile> files, Message.Pack pack) throws IOException {
        int size = (files.size() + WRITERS - 1) / WRITERS;
        List<List<StagedFile>> groups = new ArrayList<>();
        for (int from = 0; from < files.size(); from += size) {
            groups.add(files.subList(from, Math.min(files.size(), from + size)));
        }
        SideBySide.each(threads, groups, WRITERS, () -> {
            SmallRoots roots = SmallRoots.by(pack.format().check());
            return group -> StagedFile.verify(group, roots, pack.body());
        });
    }

    /** For all of a store at once: if there is no room for all, none of them is begun. */
    private void reserve(List<StagedFile> files, Map<FileStore, Long> reserved) {
        eachGood(files, file -> reserved.merge(file.store(), (long) file.size(), Long::sum));
        reserved.forEach((store, bytes) -> {
            try {
                store.reservedSpace().reserve(this, bytes);
            } catch (IOException e) {
                eachGood(files, file -> {
                    if (file.store() == store) {
                        throw e;
                    }
                });
            }
        });
    }

    /** Once for all the files in it. */
    private static void forceFolders(List<StagedFile> files) {
        Map<StagedFile.Folder, List<StagedFile>> folders = new LinkedHashMap<>();
        eachGood(
                files,
                file -> folders.computeIfAbsent(file.folder(), folder -> new ArrayList<>())
                        .add(file));
        folders.forEach((folder, inIt) -> {
            try {
                folder.disk().forceDirectory(folder.path());
            } catch (IOException | RuntimeException e) {
                inIt.forEach(file -> file.fail(e));
            }
        });
    }
}
