package dev.framewire.tutorials.tinyhttp;

import java.io.IOException;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.List;
import java.util.Set;

/**
 * The plain files of a folder, to be read and nothing else. The way to a file goes folder by folder, each opened inside the last one and
 * no link followed, so there is no moment in which a name that was looked at can become another thing:
 *
 * <pre>
 *     GET /photos/a%20b.png   →   photos   →   a b.png        not: "..", ".", ".hidden", a link, a device, "" (a folder: index.html)
 * </pre>
 */
final class FolderSite implements Site {
    private static final String INDEX = "index.html";

    private final Path folder;

    /** @throws IOException if there is no such folder, or the system has no means to keep to it */
    FolderSite(Path folder) throws IOException {
        this.folder = folder.toRealPath();
        secure(this.folder).close();
    }

    @Override
    public Page find(String path) throws IOException {
        try (SecureDirectoryStream<Path> root = secure(folder)) {
            return open(root, names(path));
        } catch (FileSystemException | InvalidPathException e) {
            return null; // Not there, a link, not readable, or no name on this system: that is all the same to a
            // stranger.
        }
    }

    /** The names between the slashes, without the query. */
    private static List<String> names(String path) throws NoSuchFileException {
        String plain = path.replaceFirst("[?#].*", "");
        try {
            // A plus sign is a plus sign in a path; the decoder is made for forms.
            plain = URLDecoder.decode(plain.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new NoSuchFileException(path);
        }
        String page = plain.endsWith("/") ? plain + INDEX : plain;
        List<String> names =
                List.of(page.substring(page.startsWith("/") ? 1 : 0).split("/", -1));
        if (names.stream().anyMatch(name -> name.isEmpty() || name.startsWith("."))) {
            throw new NoSuchFileException(path);
        }
        return names;
    }

    private static Page open(SecureDirectoryStream<Path> inside, List<String> names) throws IOException {
        Path name = Path.of(names.get(0));
        if (names.size() > 1) {
            try (SecureDirectoryStream<Path> next = inside.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                return open(next, names.subList(1, names.size()));
            }
        }
        BasicFileAttributeView file =
                inside.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!file.readAttributes().isRegularFile()) {
            return null; // To open a pipe would be to wait for its writer.
        }
        SeekableByteChannel bytes =
                inside.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        String type = URLConnection.guessContentTypeFromName(name.toString());
        return new Page(type == null ? "application/octet-stream" : type, bytes.size(), Channels.newInputStream(bytes));
    }

    /** Java has such a stream wherever the system can open a name inside an open folder: not on Windows. */
    private static SecureDirectoryStream<Path> secure(Path folder) throws IOException {
        var stream = Files.newDirectoryStream(folder);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("--dir needs a system that opens files inside an open folder");
    }
}
