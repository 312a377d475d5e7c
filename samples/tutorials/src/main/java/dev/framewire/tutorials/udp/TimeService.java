package dev.framewire.tutorials.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;

/** {@code udp-time}: the request is a {@code strftime} format, the answer the time in that form. An empty request has a default. */
public final class TimeService implements UdpServer.Handler {
    public static final String DEFAULT_FORMAT = "%Y-%m-%d %X";

    /** A longer format is answered with a refusal: {@code %c} alone makes 24 bytes out of 2. */
    public static final int MAX_FORMAT_BYTES = 256;

    private final Clock clock;

    public TimeService() {
        this(Clock.systemDefaultZone());
    }

    TimeService(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void receive(byte[] datagram, InetSocketAddress from, UdpServer server) throws IOException {
        server.send(answer(datagram).getBytes(StandardCharsets.UTF_8), from);
    }

    String answer(byte[] request) {
        if (request.length > MAX_FORMAT_BYTES) {
            return "refused: a format is at most " + MAX_FORMAT_BYTES + " bytes, this one is " + request.length;
        }
        String format = request.length == 0 ? DEFAULT_FORMAT : new String(request, StandardCharsets.UTF_8);
        return Strftime.format(format, ZonedDateTime.now(clock));
    }
}
