package dev.framewire.benchmarks.scaling;

import java.io.IOException;

/** An echo server in a JVM of its own, so that its memory can be told from the clients'. Prints its port; ends when killed. */
public final class EchoProcess {
    private EchoProcess() {}

    /** With "framewire" or "netty". */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (EchoServer server = arguments[0].equals("netty") ? new NettyEcho() : new FramewireEcho()) {
            System.out.println(server.port());
            Thread.currentThread().join();
        }
    }
}
