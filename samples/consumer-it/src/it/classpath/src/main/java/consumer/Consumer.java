package consumer;

import dev.framewire.auth.HmacClient;
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

/** What a user writes, compiled against the packed jars with every lint on. */
final class Consumer {
    private static final HeaderKey TYPE = HeaderKey.of("type");

    private Consumer() {}

    static String ask(Socket socket, SharedKey key) throws IOException {
        try (SecureSession session = HmacClient.with(key).as("laptop").expecting("store").connect(Transport.of(socket))) {
            FrameWriter out = new FrameWriter(session.outputStream());
            out.write(Header.builder().put(TYPE, "hello").build());
            Frame answer = new FrameReader(session.inputStream()).next();
            return answer == null ? "gone" : answer.header().getString(TYPE);
        }
    }
}
