package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.process.Leftovers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server process and its port on loopback. */
final class Daemon {
    private static final int WAIT_MILLIS = 10_000;
    private static final int STEP_MILLIS = 20;

    private Daemon() {}

    /** A port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until it accepts; ends it if it does not. */
    static void awaitPort(Process process, int port, String name) throws IOException, InterruptedException {
        for (int waited = 0; waited < WAIT_MILLIS && process.isAlive(); waited += STEP_MILLIS) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException e) {
                Thread.sleep(STEP_MILLIS);
            }
        }
        Leftovers.end(process);
        throw new IOException(name + " does not listen on port " + port);
    }
}
