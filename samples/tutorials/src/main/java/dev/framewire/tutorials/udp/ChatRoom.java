package dev.framewire.tutorials.udp;

import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Plain;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * {@code udp-chat}: whoever sends a datagram is in the room for {@link #MEMBERSHIP}; every datagram goes to all who are.
 *
 * <p>The speaker gets its own bytes back, which is how a UDP client learns that it was heard; the others get them behind the
 * speaker's address, {@code [127.0.0.1:40404] hello}.
 */
public final class ChatRoom implements UdpServer.Handler {
    /** One datagram is multiplied by the number of members, so the number is small. */
    public static final int MAX_MEMBERS = 64;

    /** A datagram has no goodbye; who is silent this long has left. */
    public static final Duration MEMBERSHIP = Duration.ofMinutes(5);

    private final Console console;
    private final LongSupplier nanoClock;

    // In the order in which they last spoke, the longest silent first.
    private final Map<InetSocketAddress, Long> lastSpoke = new LinkedHashMap<>();

    public ChatRoom(Console console) {
        this(console, System::nanoTime);
    }

    ChatRoom(Console console, LongSupplier nanoClock) {
        this.console = console;
        this.nanoClock = nanoClock;
    }

    @Override
    public void receive(byte[] datagram, InetSocketAddress from, UdpServer server) throws IOException {
        String speaker = "[" + from.getAddress().getHostAddress() + ":" + from.getPort() + "] ";
        console.say(Plain.text(speaker + new String(datagram, StandardCharsets.UTF_8))
                .replace('\n', ' '));
        long now = nanoClock.getAsLong();
        lastSpoke.remove(from);
        lastSpoke.values().removeIf(spoke -> now - spoke > MEMBERSHIP.toNanos());
        if (lastSpoke.size() == MAX_MEMBERS) {
            lastSpoke.remove(lastSpoke.keySet().iterator().next());
        }
        lastSpoke.put(from, now);
        server.send(datagram, from);
        byte[] prefix = speaker.getBytes(StandardCharsets.UTF_8);
        if (prefix.length + datagram.length > UdpServer.MAX_DATAGRAM_BYTES) {
            return;
        }
        byte[] signed = new byte[prefix.length + datagram.length];
        System.arraycopy(prefix, 0, signed, 0, prefix.length);
        System.arraycopy(datagram, 0, signed, prefix.length, datagram.length);
        for (InetSocketAddress member : lastSpoke.keySet()) {
            if (!member.equals(from)) {
                server.send(signed, member);
            }
        }
    }
}
