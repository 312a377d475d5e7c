package dev.framewire.tutorials.command;

import dev.framewire.framing.Transport;
import dev.framewire.tutorials.concurrent.ConcurrentServer;
import dev.framewire.tutorials.sticky.Gap;
import dev.framewire.tutorials.sticky.QuietGap;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server of S3: the request is raw in all its three forms, the answer goes out as the form wants it. */
public final class RawCommandServer implements ConcurrentServer.Handler {
    /** Linux takes 128 KiB for one argument; nobody types that. */
    public static final int MAX_COMMAND_BYTES = 8192;

    private final Commands commands;
    private final Answer answer;
    private final Gap gap;

    /** One of the wires (a), (b) and (c). */
    @FunctionalInterface
    public interface Answer {
        /** Form (a): the bytes, and the client has to guess where they end. */
        Answer RAW = (client, line, output) -> {
            client.outputStream().write(output);
            client.outputStream().flush();
        };

        void send(Transport client, String line, byte[] output) throws IOException;
    }

    public RawCommandServer(Commands commands, Answer answer, Gap gap) {
        this.gap = gap;
        this.commands = commands;
        this.answer = answer;
    }

    @Override
    public void serve(Socket client) throws IOException {
        QuietGap requests = gap.on(client, MAX_COMMAND_BYTES);
        Transport transport = Transport.of(client);
        byte[] request;
        while ((request = requests.next()) != null) {
            String line = new String(request, StandardCharsets.UTF_8).strip();
            answer.send(transport, line, commands.answer(line));
        }
    }
}
