package dev.framewire.tutorials.upload;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.HeaderView;
import dev.framewire.framing.Transport;
import dev.framewire.framing.Watchdog;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Plain;
import dev.framewire.tutorials.program.Refusal;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The servers of S5, S6 and S7. All integers are {@code struct.pack('i', n)}: 4 bytes, little-endian, signed.
 *
 * <pre>
 *     message     | i32 | {"msg_type":"msg"} |                   | i32 | text  |
 *                 | i32 | {"msg_type":"file","file_name":"a"} |  | i32 | bytes |       close
 *     dictionary  | i32 | {"file_name":"a","file_size":n,"file_path":…} |  n bytes |
 *     ftp         | i32 | {"cmd":"put","filename":"a","filesize":n} |      n bytes |
 * </pre>
 */
final class OriginalUploads {
    static final FrameFormat PARTS =
            FrameFormat.plain(4, ByteOrder.LITTLE_ENDIAN).withSignedLength();
    static final FrameFormat DICTIONARY =
            FrameFormat.headerCarried(ByteOrder.LITTLE_ENDIAN, "file_size").withSignedLength();
    static final FrameFormat FTP =
            FrameFormat.headerCarried(ByteOrder.LITTLE_ENDIAN, "filesize").withSignedLength();

    static final HeaderKey MSG_TYPE = HeaderKey.of("msg_type");
    static final HeaderKey FILE_NAME = HeaderKey.of("file_name");
    static final HeaderKey FILE_SIZE = HeaderKey.of("file_size");
    static final HeaderKey FILE_PATH = HeaderKey.of("file_path");
    static final HeaderKey CMD = HeaderKey.of("cmd");
    static final HeaderKey FILENAME = HeaderKey.of("filename");
    static final HeaderKey FILESIZE = HeaderKey.of("filesize");

    private static final int MAX_TEXT_BYTES = 1024 * 1024;

    /** The first four letters of {@code close}, read as a length: 1,936,682,083. The fifth decides whether it is the word. */
    private static final long CLOS_AS_A_LENGTH = 0x736f6c63;

    private final Landing landing;
    private final Console console;
    private final FrameLimits limits;
    private final Watchdog watchdog;

    OriginalUploads(Landing landing, Console console, Watchdog watchdog) {
        this.landing = landing;
        this.console = console;
        this.limits = FrameLimits.builder().maxBodyBytes(Integer.MAX_VALUE).build();
        this.watchdog = watchdog;
    }

    private FrameReader reader(Socket client, FrameFormat format) throws IOException {
        return new FrameReader(Transport.of(client), format, limits, watchdog);
    }

    /** S6: a header, the bytes, the next header. */
    void dictionary(Socket client) throws IOException {
        FrameReader reader = reader(client, DICTIONARY);
        Frame frame;
        while ((frame = reader.next()) != null) {
            // file_path is where the file lay on the client's disk. It is not ours to use.
            receive(frame, frame.header().getString(FILE_NAME));
        }
    }

    /** S7: the original looks the command up among its own attributes; here it is one word or refused. */
    void ftp(Socket client) throws IOException {
        FrameReader reader = reader(client, FTP);
        Frame frame;
        while ((frame = reader.next()) != null) {
            String command = frame.header().getString(CMD);
            if (!command.equals("put")) {
                throw new Refusal("refused: the command " + Plain.quoted(command) + "; there is only put");
            }
            receive(frame, frame.header().getString(FILENAME));
        }
    }

    /** S5: a header is a frame, what it describes is the next one. */
    void message(Socket client) throws IOException {
        FrameReader reader = reader(client, PARTS);
        while (true) {
            HeaderView header = header(reader);
            if (header == null) {
                console.say("upload: the client is done");
                return;
            }
            String type = header.getString(MSG_TYPE);
            String name = type.equals("file") ? header.getString(FILE_NAME) : "";
            Frame part = reader.next();
            if (part == null) {
                throw new Refusal("Truncated upload: the end came behind a header");
            }
            switch (type) {
                case "file" -> receive(part, name);
                case "msg" -> {
                    String text = new String(part.readBody(MAX_TEXT_BYTES), StandardCharsets.UTF_8);
                    console.say("upload: message " + Plain.quoted(text));
                    if (text.equals("close")) {
                        return;
                    }
                }
                default -> throw new Refusal("refused: a message of type " + Plain.quoted(type));
            }
        }
    }

    /** Null at the end, which is the end of the stream or the word {@code close}, bare or behind its length. */
    private static HeaderView header(FrameReader reader) throws IOException {
        Frame part = reader.next();
        if (part == null || part.bodyLength() == CLOS_AS_A_LENGTH && part.body().read() == 'e') {
            return null;
        }
        if (part.bodyLength() > FrameFormat.MAX_HEADER_BYTES) {
            throw new Refusal("refused: a header of " + part.bodyLength() + " bytes; the limit is "
                    + FrameFormat.MAX_HEADER_BYTES);
        }
        byte[] json = part.readBody(FrameFormat.MAX_HEADER_BYTES);
        if (new String(json, StandardCharsets.UTF_8).equals("close")) {
            return null;
        }
        try {
            return Header.parse(json).view();
        } catch (FrameException e) {
            throw new Refusal("refused: a header that is no JSON object: " + e.getMessage());
        }
    }

    private void receive(Frame frame, String name) throws IOException {
        long size = frame.bodyLength();
        try (Landing.Arrival arrival = landing.begin(name, size)) {
            arrival.readFrom(frame.body());
            console.say("upload: received " + arrival.complete().getFileName() + ", " + size + " bytes");
        }
    }
}
