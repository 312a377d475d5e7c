package dev.framewire.tutorials.command;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderKey;
import dev.framewire.tutorials.program.SecureFrames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code command} as it should be: {@code {"line":"date"}} asks, the output is the body of the answer. */
public final class CommandServer {
    static final HeaderKey LINE = HeaderKey.of("line");
    static final FrameLimits LIMITS = FrameLimits.builder()
            .maxBodyBytes(Answers.MAX_ANSWER_BYTES)
            .maxBodyInMemoryBytes(Answers.MAX_ANSWER_BYTES)
            .build();

    private CommandServer() {}

    static void serve(SecureFrames client, Commands commands) throws IOException {
        Frame frame;
        while ((frame = client.next()) != null) {
            String line = frame.header().getString(LINE);
            client.send(Header.builder().build(), commands.answer(line));
        }
    }

    static String ask(SecureFrames server, String line) throws IOException {
        server.send(Header.builder().put(LINE, line).build(), new byte[0]);
        return new String(server.answer().readBody(Answers.MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
    }
}
