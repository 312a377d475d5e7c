package dev.framewire.auth;

import dev.framewire.framing.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Two real sockets of this machine that are connected to each other. */
record Loopback(Socket clientSocket, Socket serverSocket) implements AutoCloseable {
    static Loopback open() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
            return new Loopback(client, listener.accept());
        }
    }

    Transport client() throws IOException {
        return Transport.of(clientSocket);
    }

    Transport server() throws IOException {
        return Transport.of(serverSocket);
    }

    @Override
    public void close() throws IOException {
        clientSocket.close();
        serverSocket.close();
    }
}
