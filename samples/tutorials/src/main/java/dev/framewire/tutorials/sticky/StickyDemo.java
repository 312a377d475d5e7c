package dev.framewire.tutorials.sticky;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import dev.framewire.tutorials.program.Console;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** {@code sticky}: the bug on a bare socket, then the cure on the same socket with the same writes. */
public final class StickyDemo {
    private static final List<String> COMMANDS = List.of("ls -l", "pwd", "date");
    private static final int RECV = 1024;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Console console;

    public StickyDemo(Console console) {
        this.console = console;
    }

    public void run() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket server = listener.accept()) {
            client.setTcpNoDelay(true);
            server.setSoTimeout((int) LONGEST_WAIT.toMillis());
            console.say("1. merged: three writes on a bare socket");
            for (String command : COMMANDS) {
                write(client, command);
            }
            // The bytes may be on their way still, so the reader that is to see them merged has to wait for the last
            // one.
            waitFor(server, String.join("", COMMANDS).length());
            console.say("     recv(1024) -> \"" + recv(server) + "\"        one read; which were the three?");

            console.say("2. split: one write of 3000 bytes, read by recv(1024)");
            write(client, "x".repeat(3000));
            waitFor(server, 3000);
            console.say("     recv(1024) -> " + recv(server).length() + " bytes          taken for the whole answer");
            write(client, "y");
            waitFor(server, 3000 - RECV + 1);
            console.say("     recv(1024) -> " + recv(server).substring(0, 8)
                    + "…          taken for the next answer: it is the rest of the last");
            while (server.getInputStream().available() > 0) {
                recv(server);
            }
            cure(client, server);
        }
    }

    private void cure(Socket client, Socket server) throws IOException {
        console.say("3. the cure: the same writes, each behind its length");
        FrameWriter writer = new FrameWriter(client.getOutputStream());
        FrameReader reader = new FrameReader(server.getInputStream());
        for (String command : COMMANDS) {
            writer.write(Header.builder().build(), command.getBytes(StandardCharsets.UTF_8));
        }
        writer.write(Header.builder().build(), "x".repeat(3000).getBytes(StandardCharsets.UTF_8));
        client.shutdownOutput();
        Frame frame;
        while ((frame = reader.next()) != null) {
            byte[] body = frame.readBody(8192);
            String text = '"' + new String(body, StandardCharsets.UTF_8) + '"';
            console.say("     next()     -> " + (body.length > 20 ? body.length + " bytes" : text));
        }
        console.say("     next()     -> the end, and a clean one");
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String recv(Socket socket) throws IOException {
        byte[] buffer = new byte[RECV];
        int n = socket.getInputStream().read(buffer);
        return new String(buffer, 0, Math.max(0, n), StandardCharsets.UTF_8);
    }

    private static void waitFor(Socket socket, int bytes) throws IOException {
        InputStream in = socket.getInputStream();
        long begun = System.nanoTime();
        while (in.available() < bytes) {
            if (System.nanoTime() - begun > LONGEST_WAIT.toNanos()) {
                throw new SocketTimeoutException("Timed out: " + in.available() + " of " + bytes + " bytes came");
            }
            Thread.onSpinWait();
        }
    }
}
