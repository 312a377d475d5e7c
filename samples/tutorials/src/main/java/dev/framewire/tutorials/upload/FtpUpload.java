package dev.framewire.tutorials.upload;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderKey;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Plain;
import dev.framewire.tutorials.program.Refusal;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * {@code upload --format ftp} (S7): a header that begins with a command.
 *
 * <pre>
 *     | h: i32 | {"cmd":"put","filename":"a","filesize":n}: h bytes | n bytes |        i32: little-endian, signed
 * </pre>
 */
final class FtpUpload {
    static final FrameFormat FORMAT =
            FrameFormat.headerCarried(ByteOrder.LITTLE_ENDIAN, "filesize").withSignedLength();

    private static final HeaderKey CMD = HeaderKey.of("cmd");
    private static final HeaderKey FILENAME = HeaderKey.of("filename");
    private static final HeaderKey FILESIZE = HeaderKey.of("filesize");

    private FtpUpload() {}

    /** The original looks the command up among its own attributes; here it is one word or refused. */
    static void serve(FrameReader client, Landing landing, Console console) throws IOException {
        Frame frame;
        while ((frame = client.next()) != null) {
            String command = frame.header().getString(CMD);
            if (!command.equals("put")) {
                throw new Refusal("refused: the command " + Plain.quoted(command) + "; there is only put");
            }
            FramedFile.receive(frame, frame.header().getString(FILENAME), landing, console);
        }
    }

    static void send(FrameWriter server, Path file) throws IOException {
        Header header = Header.builder()
                .put(CMD, "put")
                .put(FILENAME, FramedFile.name(file))
                .put(FILESIZE, FramedFile.size(file))
                .build();
        FramedFile.send(server, header, file);
    }
}
