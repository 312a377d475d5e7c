package dev.framewire.benchmarks.scaling;

import java.io.Closeable;

/** Sends each message back, on one thread, whatever the number of connections. */
interface EchoServer extends Closeable {
    int port();
}
