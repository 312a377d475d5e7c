package dev.framewire.tutorials.command;

import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameReader;
import dev.framewire.tutorials.sticky.RawClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of S3, forms (b) and (c): the request is raw, the answer has a length. In form (a) neither has; that is {@link RawClient}. */
final class RawCommandClient {
    private final RawClient requests;
    private final FrameReader answers;

    RawCommandClient(Socket server, RawClient requests, FrameFormat answers) throws IOException {
        this.requests = requests;
        this.answers = new FrameReader(server.getInputStream(), answers, Answers.LIMITS);
    }

    String ask(String line) throws IOException {
        requests.send(line);
        return new String(Answers.receive(answers), StandardCharsets.UTF_8);
    }
}
