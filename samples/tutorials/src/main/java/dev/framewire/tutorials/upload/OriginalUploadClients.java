package dev.framewire.tutorials.upload;

import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The clients of S5, S6 and S7; {@link OriginalUploads} draws the bytes. */
final class OriginalUploadClients {
    private static final FrameLimits LIMITS =
            FrameLimits.builder().maxBodyBytes(Integer.MAX_VALUE).build();

    private OriginalUploadClients() {}

    static void dictionary(OutputStream server, Path file) throws IOException {
        Header header = Header.builder()
                .put(OriginalUploads.FILE_NAME, name(file))
                .put(OriginalUploads.FILE_SIZE, size(file))
                // The original sends its own path here; it is nobody's business.
                .put(OriginalUploads.FILE_PATH, name(file))
                .build();
        write(new FrameWriter(server, OriginalUploads.DICTIONARY, LIMITS), header, file);
    }

    static void ftp(OutputStream server, Path file) throws IOException {
        Header header = Header.builder()
                .put(OriginalUploads.CMD, "put")
                .put(OriginalUploads.FILENAME, name(file))
                .put(OriginalUploads.FILESIZE, size(file))
                .build();
        write(new FrameWriter(server, OriginalUploads.FTP, LIMITS), header, file);
    }

    static void file(OutputStream server, Path file) throws IOException {
        FrameWriter writer = new FrameWriter(server, OriginalUploads.PARTS, LIMITS);
        Header header = Header.builder()
                .put(OriginalUploads.MSG_TYPE, "file")
                .put(OriginalUploads.FILE_NAME, name(file))
                .build();
        writer.write(Header.none(), header.toByteArray());
        write(writer, Header.none(), file);
    }

    static void message(OutputStream server, String text) throws IOException {
        FrameWriter writer = new FrameWriter(server, OriginalUploads.PARTS, LIMITS);
        Header header = Header.builder().put(OriginalUploads.MSG_TYPE, "msg").build();
        writer.write(Header.none(), header.toByteArray());
        writer.write(Header.none(), text.getBytes(StandardCharsets.UTF_8));
    }

    static void close(OutputStream server) throws IOException {
        server.write("close".getBytes(StandardCharsets.US_ASCII));
        server.flush();
    }

    private static void write(FrameWriter writer, HeaderBytes header, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            writer.write(header, in, size(file));
        }
    }

    /** An i32 ends at 2 GiB, and the original crashes there. */
    private static long size(Path file) throws IOException {
        long size = Files.size(file);
        if (size > Integer.MAX_VALUE) {
            throw new IOException(name(file) + " has " + size + " bytes; this wire carries 2147483647 at most");
        }
        return size;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
