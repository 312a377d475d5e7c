package dev.framewire.testtools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LineTest {
    private final InetAddress here = InetAddress.getLoopbackAddress();
    private final ServerSocket server = new ServerSocket(0, 50, here);
    private final List<Boolean> ended = Collections.synchronizedList(new ArrayList<>());

    LineTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** Nothing happens but the end, which the other one hears of. */
    private Line.Carrier sound(Line.Connection connection) {
        return (from, to, ofServer) -> {
            from.getInputStream().transferTo(to.getOutputStream());
            ended.add(ofServer);
            connection.cut();
        };
    }

    private Socket client(Line line) throws IOException {
        return new Socket(here, line.port());
    }

    @Test
    void whatEitherSendsIsTheCarriersUntilOneLeaves() throws IOException {
        try (Line line = new Line(server.getLocalPort(), this::sound);
                Socket client = client(line);
                Socket accepted = server.accept()) {
            client.getOutputStream().write(new byte[] {1, 2});
            assertArrayEquals(new byte[] {1, 2}, accepted.getInputStream().readNBytes(2));
            accepted.getOutputStream().write(3);
            accepted.shutdownOutput();
            assertArrayEquals(new byte[] {3}, client.getInputStream().readAllBytes());
            assertEquals(-1, accepted.getInputStream().read());
            assertEquals(List.of(true), ended);
        }
    }

    @Test
    void eachConnectionHasACarrierOfItsOwn() throws IOException {
        List<Line.Connection> asked = Collections.synchronizedList(new ArrayList<>());
        Line.Fault counting = connection -> {
            asked.add(connection);
            int number = asked.size();
            return (from, to, ofServer) -> {
                if (ofServer) {
                    to.getOutputStream().write(number);
                    connection.cut();
                }
            };
        };
        try (Line line = new Line(server.getLocalPort(), 64 << 10, counting);
                Socket first = client(line)) {
            assertEquals(1, first.getInputStream().read());
            try (Socket second = client(line)) {
                assertEquals(2, second.getInputStream().read());
            }
        }
    }

    @Test
    void whereNoServerIsAClientHearsSoAndTheLineGoesOn() throws IOException {
        int port = server.getLocalPort();
        server.close();
        try (Line line = new Line(port, this::sound)) {
            for (int i = 0; i < 2; i++) {
                try (Socket client = client(line)) {
                    assertEquals(-1, client.getInputStream().read());
                }
            }
        }
    }

    @Test
    void aLineThatIsClosedHasCutWhatThereWasAndTakesNoMore() throws IOException {
        Line line = new Line(server.getLocalPort(), this::sound);
        try (Socket client = client(line);
                Socket accepted = server.accept()) {
            client.getOutputStream().write(1);
            assertEquals(1, accepted.getInputStream().read()); // so the line has it
            line.close();
            assertEquals(-1, client.getInputStream().read());
            assertEquals(-1, accepted.getInputStream().read());
            assertThrows(SocketException.class, () -> client(line));
        } finally {
            line.close();
        }
    }
}
