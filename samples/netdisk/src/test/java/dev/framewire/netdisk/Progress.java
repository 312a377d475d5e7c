package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Reads what {@code --progress json} tells of a put or get. */
final class Progress {
    private Progress() {}

    /** Returns how many bytes are written, when that is so many or more. */
    static long awaitWritten(Process process, long bytes) throws IOException {
        return await("written", process, bytes);
    }

    /** Returns how many bytes would survive a loss of power, when that is so many or more. */
    static long awaitDurable(Process process, long bytes) throws IOException {
        return await("durable", process, bytes);
    }

    private static long await(String which, Process process, long bytes) throws IOException {
        String key = "\"" + which + "\":";
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = process.getErrorStream().read();
            assertThat(c).as("ended early, after: %s", line).isNotNegative();
            line.append((char) c);
            if (c == '\n') {
                String text = line.toString();
                int at = text.indexOf(key);
                if (at >= 0) {
                    long now = Long.parseLong(text.substring(at + key.length()).split("\\D")[0]);
                    if (now >= bytes) {
                        return now;
                    }
                }
                line.setLength(0);
            }
        }
    }
}
