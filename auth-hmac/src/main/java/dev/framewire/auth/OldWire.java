package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.IOException;

/** Bytes to and from a program that frames them in its own way. The handshake's deadline is around all of it. */
final class OldWire {
    private OldWire() {}

    static void write(Transport transport, byte[] bytes) throws IOException {
        transport.outputStream().write(bytes);
        transport.outputStream().flush();
    }

    /** All of them, in however many pieces they come, and none beyond. */
    static byte[] read(Transport transport, int count) throws IOException {
        byte[] bytes = transport.inputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new AuthException(
                    AuthException.Kind.TRUNCATED, "Truncated handshake: " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }
}
