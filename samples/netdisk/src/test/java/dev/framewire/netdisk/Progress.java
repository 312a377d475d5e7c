package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Reads what {@code --progress json} tells of a put or get. */
final class Progress {
    private Progress() {}

    /** Returns how many bytes are written, when that is so many or more. */
    static long awaitWritten(Process process, long bytes) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = process.getErrorStream().read();
            assertThat(c).as("ended early, after: %s", line).isNotNegative();
            line.append((char) c);
            if (c == '\n') {
                String text = line.toString();
                int at = text.indexOf("\"written\":");
                if (at >= 0) {
                    long written = Long.parseLong(text.substring(at + 10).split("\\D")[0]);
                    if (written >= bytes) {
                        return written;
                    }
                }
                line.setLength(0);
            }
        }
    }
}
