package dev.framewire.transfer;

import static dev.framewire.testtools.Patience.patiently;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;

/** The clock of a file system, which stands still for some milliseconds at a time. */
final class FileClock {
    private FileClock() {}

    /** Waits until a change of a file shows in its times, whatever was done to it up to now. */
    static void awaitTick(Path file) throws IOException {
        FileTime before = changed(file);
        Path probe = Files.createTempFile(file.getParent(), "probe", "");
        try {
            patiently().pollInterval(Duration.ofMillis(1)).until(() -> {
                Files.write(probe, new byte[1]);
                return changed(probe).compareTo(before) > 0;
            });
        } finally {
            Files.delete(probe);
        }
    }

    private static FileTime changed(Path file) throws IOException {
        return (FileTime) Files.getAttribute(file, "unix:ctime");
    }
}
