package dev.framewire.tutorials.program;

import java.io.IOException;
import java.net.InetSocketAddress;

/** 127.0.0.1: the only address that any lesson listens on or connects to. */
public final class Loopback {
    private static final String ADDRESS = "127.0.0.1";

    private Loopback() {}

    /** @throws IllegalArgumentException if the port is not in 0..65535 */
    public static InetSocketAddress port(int port) {
        return new InetSocketAddress(ADDRESS, port);
    }

    /** Why a server does not start, with the port in it: the system's own words leave it out. */
    public static IOException cannotListen(int port, IOException e) {
        return new IOException("cannot listen on " + ADDRESS + ":" + port + ": " + e.getMessage(), e);
    }
}
