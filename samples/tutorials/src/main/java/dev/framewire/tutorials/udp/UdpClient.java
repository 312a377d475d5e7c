package dev.framewire.tutorials.udp;

import dev.framewire.tutorials.program.Loopback;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A datagram socket that hears one server only. */
public final class UdpClient implements Closeable {
    private final DatagramSocket socket = new DatagramSocket();
    private final InetSocketAddress server;

    public UdpClient(int port, Duration timeout) throws IOException {
        server = Loopback.port(port);
        socket.setSoTimeout((int) timeout.toMillis());
    }

    public void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > UdpServer.MAX_DATAGRAM_BYTES) {
            throw new IllegalArgumentException("a datagram has at most " + UdpServer.MAX_DATAGRAM_BYTES + " bytes");
        }
        socket.send(new DatagramPacket(bytes, bytes.length, server));
    }

    public String receive() throws IOException {
        DatagramPacket packet =
                new DatagramPacket(new byte[UdpServer.MAX_DATAGRAM_BYTES], UdpServer.MAX_DATAGRAM_BYTES);
        try {
            do {
                packet.setLength(UdpServer.MAX_DATAGRAM_BYTES);
                socket.receive(packet);
                // Not connect(), which would sort others' datagrams out as well: a connected socket of JDK 17 sends no
                // empty datagram.
            } while (!packet.getSocketAddress().equals(server));
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException("no answer; a datagram may be lost");
        }
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        socket.close();
    }
}
