package dev.framewire.netdisk.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.Tools;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that has the lock of the users' files and lets go of it when it is closed, as a {@code useradd} that was suspended. */
public final class LockHolder implements AutoCloseable {
    private final Process process;

    private LockHolder(Process process) {
        this.process = process;
    }

    /** When this returns it has the lock. */
    public static LockHolder of(Path lockFile) throws IOException, URISyntaxException {
        Path classes = Path.of(LockHolder.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        LockHolder holder = new LockHolder(new ProcessBuilder(
                        Tools.java().toString(),
                        "-cp",
                        classes.toString(),
                        LockHolder.class.getName(),
                        lockFile.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        assertThat(holder.process.inputReader(StandardCharsets.US_ASCII).readLine())
                .isEqualTo("held");
        return holder;
    }

    public static void main(String[] arguments) throws IOException {
        try (FileChannel file =
                        FileChannel.open(Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = file.lock()) {
            System.out.println(held.isValid() ? "held" : "not held");
            while (System.in.read() >= 0) {} // until the test closes it, or is gone
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
