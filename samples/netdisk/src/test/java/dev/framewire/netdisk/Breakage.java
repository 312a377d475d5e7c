package dev.framewire.netdisk;

import dev.framewire.testtools.Line;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * Something happens on each connection, once.
 *
 * @param ofServer whether it happens to what the server sends, or else to what the client does
 * @param afterBytes how many pass before
 */
record Breakage(Kind kind, boolean ofServer, long afterBytes) implements Line.Fault {
    /** What happens. */
    enum Kind {
        /** As when the server's process ends. */
        END,
        /** As when its machine does, and comes back. */
        RESET,
        /** As when somebody in between changes a byte. */
        CHANGE
    }

    @Override
    public Line.Carrier on(Line.Connection connection) {
        return (from, to, sentByServer) -> {
            try {
                carry(from, to, sentByServer == ofServer, connection.client());
            } finally {
                connection.cut();
            }
        };
    }

    private void carry(Socket from, Socket to, boolean faulty, Socket client) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] bytes = new byte[16 << 10];
        long passed = 0;
        for (int n = in.read(bytes); n > 0; n = in.read(bytes)) {
            boolean now = faulty && passed <= afterBytes && passed + n > afterBytes;
            if (now && kind != Kind.CHANGE) {
                if (kind == Kind.RESET) {
                    client.setSoLinger(true, 0);
                }
                return;
            }
            if (now) {
                bytes[(int) (afterBytes - passed)] ^= 1;
            }
            out.write(bytes, 0, n);
            passed += n;
        }
    }
}
