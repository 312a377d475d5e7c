package dev.framewire.tutorials.udp;

import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Loopback;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** Hands each datagram to a handler, one after the other, on one thread: each answer is quick, so more threads gain nothing. */
public final class UdpServer implements Closeable {
    /** The longest payload that UDP over IPv4 carries, so that no datagram loses its tail. */
    public static final int MAX_DATAGRAM_BYTES = 65_507;

    private final String name;
    private final DatagramSocket socket;
    private final Handler handler;
    private final Console console;
    private final Thread thread;

    /** Answers one datagram through {@link UdpServer#send}. */
    @FunctionalInterface
    public interface Handler {
        void receive(byte[] datagram, InetSocketAddress from, UdpServer server) throws IOException;
    }

    private UdpServer(String name, DatagramSocket socket, Handler handler, Console console) {
        this.name = name;
        this.socket = socket;
        this.handler = handler;
        this.console = console;
        this.thread = new Thread(this::receiveAll, name);
    }

    public static UdpServer start(String name, int port, Handler handler, Console console) throws IOException {
        UdpServer server = new UdpServer(name, listen(port), handler, console);
        console.listening(name, server.port());
        server.thread.start();
        return server;
    }

    private static DatagramSocket listen(int port) throws IOException {
        try {
            return new DatagramSocket(Loopback.port(port));
        } catch (IOException e) {
            throw Loopback.cannotListen(port, e);
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    public void send(byte[] datagram, InetSocketAddress to) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, to));
    }

    public void await() throws InterruptedException {
        thread.join();
    }

    private void receiveAll() {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM_BYTES], MAX_DATAGRAM_BYTES);
        while (!socket.isClosed()) {
            try {
                packet.setLength(MAX_DATAGRAM_BYTES);
                socket.receive(packet);
                InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
                handler.receive(Arrays.copyOf(packet.getData(), packet.getLength()), from, this);
            } catch (IOException | RuntimeException e) {
                if (!socket.isClosed()) {
                    console.failed(name, e);
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
