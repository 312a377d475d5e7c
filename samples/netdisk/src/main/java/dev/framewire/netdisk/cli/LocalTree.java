package dev.framewire.netdisk.cli;

import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A local folder with everything in it. What cannot be read is told, and the walk goes on behind it. The folder itself may be
 * a link, because somebody named it; links in it are not followed.
 */
final class LocalTree extends SimpleFileVisitor<Path> {
    /** Is told what is there; a folder before what is in it. */
    interface Visitor {
        /** What is in a folder of a bad name is not visited. */
        void folder(Path path) throws BadPathException;

        void file(Path path, BasicFileAttributes attributes) throws BadPathException;

        /** A link, a pipe, a device. */
        void other(Path path);

        void failed(Path path, Exception e);
    }

    private final Visitor visitor;

    private LocalTree(Visitor visitor) {
        this.visitor = visitor;
    }

    /** Visits the folder and what is in it, in no particular order. */
    static void walk(Path folder, Visitor visitor) {
        LocalTree tree = new LocalTree(visitor);
        if (!tree.enter(folder)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Files.walkFileTree(entry, tree);
            }
        } catch (IOException e) {
            visitor.failed(folder, e);
        } catch (DirectoryIteratorException e) {
            visitor.failed(folder, e.getCause());
        }
    }

    private boolean enter(Path folder) {
        try {
            visitor.folder(folder);
            return true;
        } catch (BadPathException e) {
            visitor.failed(folder, e);
            return false;
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return enter(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
        try {
            if (attributes.isRegularFile()) {
                visitor.file(path, attributes);
            } else {
                visitor.other(path);
            }
        } catch (BadPathException e) {
            visitor.failed(path, e);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException e) {
        visitor.failed(path, e);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) {
        if (e != null) {
            visitor.failed(folder, e);
        }
        return FileVisitResult.CONTINUE;
    }
}
