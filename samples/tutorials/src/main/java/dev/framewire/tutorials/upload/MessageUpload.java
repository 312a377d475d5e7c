package dev.framewire.tutorials.upload;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.HeaderView;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Plain;
import dev.framewire.tutorials.program.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * {@code upload --format message} (S5): a header is a frame of its own, what it describes is the next one, and a word ends it all.
 *
 * <pre>
 *     | i32 | {"msg_type":"msg"} |                   | i32 | text  |
 *     | i32 | {"msg_type":"file","file_name":"a"} |  | i32 | bytes |       close        i32: little-endian, signed
 * </pre>
 */
final class MessageUpload {
    static final FrameFormat FORMAT =
            FrameFormat.plain(4, ByteOrder.LITTLE_ENDIAN).withSignedLength();

    private static final HeaderKey MSG_TYPE = HeaderKey.of("msg_type");
    private static final HeaderKey FILE_NAME = HeaderKey.of("file_name");
    private static final String CLOSE = "close";
    private static final int MAX_TEXT_BYTES = 1024 * 1024;

    /** The first four letters of {@code close}, read as a length: 1,936,682,083. The fifth decides whether it is the word. */
    private static final long CLOS_AS_A_LENGTH = 0x736f6c63;

    private MessageUpload() {}

    static void serve(FrameReader client, Landing landing, Console console) throws IOException {
        HeaderView header;
        while ((header = header(client)) != null) {
            String type = header.getString(MSG_TYPE);
            String name = type.equals("file") ? header.getString(FILE_NAME) : "";
            Frame part = client.next();
            if (part == null) {
                throw new Refusal("Truncated upload: the end came behind a header");
            }
            switch (type) {
                case "file" -> FramedFile.receive(part, name, landing, console);
                case "msg" -> {
                    String text = new String(part.readBody(MAX_TEXT_BYTES), StandardCharsets.UTF_8);
                    console.say("upload: message " + Plain.quoted(text));
                    if (text.equals(CLOSE)) {
                        return;
                    }
                }
                default -> throw new Refusal("refused: a message of type " + Plain.quoted(type));
            }
        }
        console.say("upload: the client is done");
    }

    /** Null at the end, which is the end of the stream or the word {@code close}, bare or behind its length. */
    private static HeaderView header(FrameReader client) throws IOException {
        Frame part = client.next();
        if (part == null || part.bodyLength() == CLOS_AS_A_LENGTH && part.body().read() == 'e') {
            return null;
        }
        if (part.bodyLength() > FrameFormat.MAX_HEADER_BYTES) {
            throw new Refusal("refused: a header of " + part.bodyLength() + " bytes; the limit is "
                    + FrameFormat.MAX_HEADER_BYTES);
        }
        byte[] json = part.readBody(FrameFormat.MAX_HEADER_BYTES);
        if (new String(json, StandardCharsets.UTF_8).equals(CLOSE)) {
            return null;
        }
        try {
            return Header.parse(json).view();
        } catch (FrameException e) {
            throw new Refusal("refused: a header that is no JSON object: " + e.getMessage());
        }
    }

    static void send(FrameWriter server, Path file) throws IOException {
        server.write(
                Header.none(),
                header("file").put(FILE_NAME, FramedFile.name(file)).build().toByteArray());
        FramedFile.send(server, Header.none(), file);
    }

    static void say(FrameWriter server, String text) throws IOException {
        server.write(Header.none(), header("msg").build().toByteArray());
        server.write(Header.none(), text.getBytes(StandardCharsets.UTF_8));
    }

    static void close(OutputStream server) throws IOException {
        server.write(CLOSE.getBytes(StandardCharsets.US_ASCII));
        server.flush();
    }

    private static HeaderBuilder header(String type) {
        return Header.builder().put(MSG_TYPE, type);
    }
}
