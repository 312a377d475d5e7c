package dev.framewire.netdisk.users;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The append-only file behind the sheet. What {@link #append} returned from is on the disk. Several processes may write to
 * it (the server, and {@code useradd} beside it): each holds the {@link UsersLock} while it reads what the others added and
 * appends its own. Not thread-safe: whoever calls holds the lock.
 */
final class UserLog implements Closeable {
    private final Path file;
    private final UsersLock lock;
    private Object fileKey = "";
    private long end;
    private long seq;
    private int lines;
    private boolean failed;

    UserLog(Path file, UsersLock lock) {
        this.file = file;
        this.lock = lock;
    }

    /** Keeps other threads and other processes out until closed. */
    UsersLock.Hold hold() throws IOException {
        return lock.hold();
    }

    /** The number of the last event read or written. */
    long seq() {
        return seq;
    }

    int lines() {
        return lines;
    }

    /** Whether somebody removed the file of which events were read or written. */
    boolean isLost() {
        return seq > 0 && !Files.exists(file);
    }

    /** What was read: the events, whether they replace everything read before, and how many lines were damaged. */
    record News(List<UserEvent.Line> lines, boolean fromStart, int damaged) {}

    /** Reads what was appended since the last call, by whomever. Under the lock. */
    News read() throws IOException {
        if (!Files.exists(file)) {
            return new News(List.of(), false, 0);
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            Object key = Objects.requireNonNullElse(
                    Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                            .fileKey(),
                    "none");
            boolean fromStart = !key.equals(fileKey) || in.size() < end;
            if (fromStart) {
                fileKey = key;
                end = 0;
                seq = 0;
                lines = 0;
            }
            ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(in.size() - end));
            while (buffer.hasRemaining() && in.read(buffer, end + buffer.position()) > 0) {}
            return decode(buffer.array(), buffer.position(), fromStart);
        }
    }

    private News decode(byte[] bytes, int length, boolean fromStart) {
        List<UserEvent.Line> read = new ArrayList<>();
        int damaged = 0;
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                var line = UserEvent.Line.decode(new String(bytes, from, i - from, StandardCharsets.US_ASCII));
                if (line.isPresent()) {
                    read.add(line.get());
                    seq = Math.max(seq, line.get().seq());
                } else {
                    damaged++;
                }
                lines++;
                from = i + 1;
            }
        }
        end += from; // a last line without its end was never acknowledged: the next append overwrites it
        return new News(read, fromStart, damaged);
    }

    /** Appends events and returns when they are on the disk. Under the lock, after {@link #read}. */
    List<UserEvent.Line> append(List<UserEvent> events) throws IOException {
        if (failed) {
            throw new IOException("users.log could not be written before; restart the server when the disk is well");
        }
        List<UserEvent.Line> numbered = new ArrayList<>(events.size());
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        for (UserEvent event : events) {
            var line = new UserEvent.Line(seq + numbered.size() + 1, event);
            numbered.add(line);
            bytes.writeBytes(line.encode());
        }
        boolean isNew = !Files.exists(file);
        try (FileChannel out = PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.truncate(end);
            write(out, ByteBuffer.wrap(bytes.toByteArray()), end);
            force(out, isNew);
        } catch (IOException e) {
            // A full disk, most likely. Half a line may stand behind the end; the next append cuts it off.
            if (isNew && !failed) {
                Files.deleteIfExists(file); // the next one is a new file again, whose folder must be forced
            }
            throw e;
        }
        end += bytes.size();
        seq += numbered.size();
        lines += numbered.size();
        return numbered;
    }

    // after a failed force nobody knows what is on the disk; writing on would pretend to
    private void force(FileChannel out, boolean isNew) throws IOException {
        failed = true;
        out.force(true);
        if (isNew) {
            PrivateFiles.forceFolder(file);
            fileKey = Objects.requireNonNullElse(
                    Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                            .fileKey(),
                    "none");
        }
        failed = false;
    }

    /** Replaces the file by a shorter one that says the same. Under the lock. */
    void rewrite(List<UserEvent.Line> all) throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        all.forEach(line -> bytes.writeBytes(line.encode()));
        PrivateFiles.replace(file, bytes.toByteArray());
        fileKey = "";
        read();
    }

    /** Keeps a copy of a damaged file before anything is written over it. */
    Path keepDamaged(long nowMs) throws IOException {
        Path copy = file.resolveSibling(file.getFileName() + ".damaged-" + nowMs);
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        return copy;
    }

    private static void write(FileChannel out, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += out.write(bytes, position);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
