package dev.framewire.tutorials.upload;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderKey;
import dev.framewire.tutorials.program.Console;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * {@code upload --format dictionary} (S6): a header, the bytes, the next header.
 *
 * <pre>
 *     | h: i32 | {"file_name":"a","file_size":n,"file_path":…}: h bytes | n bytes |        i32: little-endian, signed
 * </pre>
 */
final class DictionaryUpload {
    static final FrameFormat FORMAT =
            FrameFormat.headerCarried(ByteOrder.LITTLE_ENDIAN, "file_size").withSignedLength();

    private static final HeaderKey FILE_NAME = HeaderKey.of("file_name");
    private static final HeaderKey FILE_SIZE = HeaderKey.of("file_size");
    private static final HeaderKey FILE_PATH = HeaderKey.of("file_path");

    private DictionaryUpload() {}

    static void serve(FrameReader client, Landing landing, Console console) throws IOException {
        Frame frame;
        while ((frame = client.next()) != null) {
            // file_path is where the file lay on the client's disk. It is not ours to use.
            FramedFile.receive(frame, frame.header().getString(FILE_NAME), landing, console);
        }
    }

    static void send(FrameWriter server, Path file) throws IOException {
        Header header = Header.builder()
                .put(FILE_NAME, FramedFile.name(file))
                .put(FILE_SIZE, FramedFile.size(file))
                // The original sends its own path here; it is nobody's business.
                .put(FILE_PATH, FramedFile.name(file))
                .build();
        FramedFile.send(server, header, file);
    }
}
