package dev.framewire.tutorials.upload;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.HeaderBytes;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import dev.framewire.tutorials.program.Console;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** What S5, S6 and S7 have in common: a file is the body of a frame, whose length is {@code struct.pack('i', n)} or a number of that size. */
final class FramedFile {
    private static final FrameLimits LIMITS =
            FrameLimits.builder().maxBodyBytes(Integer.MAX_VALUE).build();

    private FramedFile() {}

    static FrameReader reader(Socket client, FrameFormat format, Watchdog watchdog) throws IOException {
        return new FrameReader(Transport.of(client), format, LIMITS, watchdog);
    }

    static FrameWriter writer(Socket server, FrameFormat format) throws IOException {
        return new FrameWriter(server.getOutputStream(), format, LIMITS);
    }

    static void receive(Frame frame, String name, Landing landing, Console console) throws IOException {
        long size = frame.bodyLength();
        Path arrived = landing.receive(name, size, frame.body());
        console.say("upload: received " + arrived.getFileName() + ", " + size + " bytes");
    }

    static void send(FrameWriter server, HeaderBytes header, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            server.write(header, in, size(file));
        }
    }

    /** An i32 ends at 2 GiB, and the original crashes there. */
    static long size(Path file) throws IOException {
        long size = Files.size(file);
        if (size > Integer.MAX_VALUE) {
            throw new IOException(name(file) + " has " + size + " bytes; this wire carries 2147483647 at most");
        }
        return size;
    }

    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
