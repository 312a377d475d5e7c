package dev.framewire.netdisk.server;

import static dev.framewire.testtools.Patience.patiently;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** The machine's file system, in which a call that was chosen does not return before it is let go. */
final class HangingDisk extends FileSystem {
    /** One call that hangs, the first of its kind. */
    static final class Hang {
        private final String call;
        private final Path file;
        private final boolean done;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);

        private Hang(String call, Path file, boolean done) {
            this.call = call;
            this.file = file;
            this.done = done;
        }

        boolean isReached() {
            return reached.getCount() == 0;
        }

        void awaitReached() {
            patiently().until(this::isReached);
        }

        void letGo() {
            letGo.countDown();
        }

        private void stay() {
            reached.countDown();
            boolean interrupted = false;
            while (letGo.getCount() > 0) {
                try {
                    letGo.await();
                } catch (InterruptedException e) {
                    interrupted = true; // as a system call of a file system that is gone: nothing ends it
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface Call<T> {
        T make() throws IOException;
    }

    private final FileSystem real;
    private final FileSystemProvider provider;
    private final List<Hang> hangs = new CopyOnWriteArrayList<>();

    HangingDisk(FileSystem real) {
        this.real = real;
        this.provider = new Provider(real.provider());
    }

    /** The next call of that name, of {@link FileSystemProvider} or {@code toRealPath}, hangs that is about this file, before it did anything. */
    Hang hang(String call, Path file) {
        return add(new Hang(call, plain(file), false));
    }

    /** The same, when all is done and only the return is missing. */
    Hang hangBehind(String call, Path file) {
        return add(new Hang(call, plain(file), true));
    }

    private Hang add(Hang hang) {
        hangs.add(hang);
        return hang;
    }

    void letAllGo() {
        hangs.forEach(Hang::letGo);
    }

    private <T> T call(String name, Path file, Call<T> call) throws IOException {
        Path about = plain(file);
        Hang hang = null;
        synchronized (this) {
            for (Hang each : hangs) {
                if (!each.isReached() && each.call.equals(name) && each.file.equals(about)) {
                    hang = each;
                    break;
                }
            }
            if (hang != null) {
                hang.reached.countDown();
            }
        }
        if (hang == null) {
            return call.make();
        }
        if (!hang.done) {
            hang.stay();
            return call.make();
        }
        T made = call.make();
        hang.stay();
        return made;
    }

    /** The same path, on this disk. */
    Path of(Path path) {
        return path.getFileSystem() == this
                ? path
                : (Path) Proxy.newProxyInstance(
                        HangingDisk.class.getClassLoader(),
                        new Class<?>[] {Path.class},
                        (proxy, method, arguments) -> ofPath(path, method, arguments));
    }

    private static Path plain(Path path) {
        return path.getFileSystem() instanceof HangingDisk
                ? path.getFileSystem().getPath(path.toString())
                : path;
    }

    private Object ofPath(Path path, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "getFileSystem":
                return this;
            case "equals":
                return arguments[0] instanceof Path other && other.getFileSystem() == this && path.equals(plain(other));
            case "toRealPath":
                return call("toRealPath", path, () -> of(path.toRealPath((LinkOption[]) arguments[0])));
            default:
                return of(invoke(path, method, arguments));
        }
    }

    private static Object invoke(Path path, Method method, Object[] arguments) throws Throwable {
        Object[] plain = arguments == null
                ? null
                : Arrays.stream(arguments)
                        .map(argument -> argument instanceof Path other ? plain(other) : argument)
                        .toArray();
        try {
            return method.invoke(path, plain);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object of(Object result) {
        if (result instanceof Path path) {
            return of(path);
        }
        return result instanceof Iterator<?> names ? ofAll(names) : result;
    }

    private Iterator<Path> ofAll(Iterator<?> paths) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return paths.hasNext();
            }

            @Override
            public Path next() {
                return of((Path) paths.next());
            }
        };
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return real.isOpen();
    }

    @Override
    public boolean isReadOnly() {
        return real.isReadOnly();
    }

    @Override
    public String getSeparator() {
        return real.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return () -> ofAll(real.getRootDirectories().iterator());
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return real.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return real.supportedFileAttributeViews();
    }

    /** A path of the machine's own: for {@link #plain}. */
    @Override
    public Path getPath(String first, String... more) {
        return real.getPath(first, more);
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        PathMatcher matcher = real.getPathMatcher(pattern);
        return path -> matcher.matches(plain(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return real.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
        return real.newWatchService();
    }

    private final class Provider extends FileSystemProvider {
        private final FileSystemProvider its;

        private Provider(FileSystemProvider its) {
            this.its = its;
        }

        @Override
        public String getScheme() {
            return "hanging";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            return call("newByteChannel", path, () -> its.newByteChannel(plain(path), options, attributes));
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            return call("newFileChannel", path, () -> its.newFileChannel(plain(path), options, attributes));
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            DirectoryStream<Path> stream = call(
                    "newDirectoryStream",
                    folder,
                    () -> its.newDirectoryStream(plain(folder), path -> filter.accept(of(path))));
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    return ofAll(stream.iterator());
                }

                @Override
                public void close() throws IOException {
                    stream.close();
                }
            };
        }

        @Override
        public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
            call("createDirectory", folder, () -> {
                its.createDirectory(plain(folder), attributes);
                return null;
            });
        }

        @Override
        public void delete(Path path) throws IOException {
            call("delete", path, () -> {
                its.delete(plain(path));
                return null;
            });
        }

        @Override
        public void copy(Path from, Path to, CopyOption... options) throws IOException {
            its.copy(plain(from), plain(to), options);
        }

        @Override
        public void move(Path from, Path to, CopyOption... options) throws IOException {
            call("move", from, () -> {
                its.move(plain(from), plain(to), options);
                return null;
            });
        }

        @Override
        public boolean isSameFile(Path one, Path other) throws IOException {
            return its.isSameFile(plain(one), plain(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return its.isHidden(plain(path));
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            return its.getFileStore(plain(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            its.checkAccess(plain(path), modes);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            return its.getFileAttributeView(plain(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return call("readAttributes", path, () -> its.readAttributes(plain(path), type, options));
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            return call("readAttributes", path, () -> its.readAttributes(plain(path), attributes, options));
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
            its.setAttribute(plain(path), attribute, value, options);
        }
    }
}
