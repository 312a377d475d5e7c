package dev.framewire.tutorials.sticky;

import dev.framewire.tutorials.program.Refusal;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a server that has no framing: a write, then whatever comes until it is quiet. */
public final class RawClient {
    private final Socket server;
    private final QuietGap answers;

    public RawClient(Socket server, Gap gap, int maxAnswerBytes) throws IOException {
        this.server = server;
        this.answers = gap.on(server, maxAnswerBytes);
    }

    /** @throws Refusal as {@link #send} */
    public String ask(String text) throws IOException {
        send(text);
        return answer();
    }

    /** @throws Refusal if the text is empty: nothing would be sent, and both sides would wait */
    public void send(String text) throws IOException {
        if (text.isEmpty()) {
            throw new Refusal("an empty message cannot be sent without framing");
        }
        server.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    public String answer() throws IOException {
        byte[] answer = answers.next();
        if (answer == null) {
            throw new EOFException("the server closed the connection without an answer");
        }
        return new String(answer, StandardCharsets.UTF_8);
    }
}
