package dev.framewire.tutorials.tenlines;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.framewire.auth.HmacClient;
import dev.framewire.auth.HmacServer;
import dev.framewire.auth.SecureSession;
import dev.framewire.auth.SharedKey;
import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderKey;
import dev.framewire.framing.Transport;
import java.io.IOException;
import java.net.Socket;

/** The program on the first screen of the project's README: both ends of it. */
final class TenLines {
    private static final HeaderKey TYPE = HeaderKey.of("type");

    private TenLines() {}

    static String client(SharedKey key, String host, int port) throws IOException {
        // tag::client
        try (Socket socket = new Socket(host, port);
                SecureSession session =
                        HmacClient.with(key).as("laptop").expecting("store").connect(Transport.of(socket))) {
            FrameWriter out = new FrameWriter(session.outputStream());
            FrameReader in = new FrameReader(session.inputStream());
            out.write(Header.builder().put(TYPE, "greeting"), "任意字节, any bytes".getBytes(UTF_8));
            Frame answer = in.next(); // a whole frame, however TCP cut it; null if the peer closed
            return answer.header().getString(TYPE) + ": " + new String(answer.readBody(1 << 20), UTF_8);
        }
        // end::client
    }

    static void server(SharedKey key, Socket socket) throws IOException {
        try (SecureSession session = HmacServer.with(key).as("store").accept(Transport.of(socket))) {
            FrameWriter out = new FrameWriter(session.outputStream());
            FrameReader in = new FrameReader(session.inputStream());
            for (Frame frame = in.next(); frame != null; frame = in.next()) {
                byte[] body = frame.readBody(1 << 20);
                out.write(Header.builder().put(TYPE, "echo"), body);
            }
        }
    }
}
