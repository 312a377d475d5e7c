package dev.framewire.tutorials.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.tutorials.RecordingSocket;
import dev.framewire.tutorials.sticky.Silence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The originals' client reads a length, and a header, with one {@code recv} each: they must not leave us in pieces. */
class AnswersInOneWriteTest {
    @TempDir
    Path folder;

    private RecordingSocket answer(RawCommandServer.Answer form, String command) throws IOException {
        Commands commands =
                new Commands(AllowList.of(List.of("printf")), folder, Duration.ofMinutes(10), Answers.MAX_ANSWER_BYTES);
        RecordingSocket client = RecordingSocket.saying(command);
        new RawCommandServer(commands, form, Silence.none()).serve(client);
        return client;
    }

    @Test
    void aShortAnswerIsOneWriteInEveryForm() throws IOException {
        assertThat(answer(RawCommandServer.Answer.RAW, "printf hello").writes()).hasSize(1);
        assertThat(answer(Answers::sendLength, "printf hello").writes()).hasSize(1);
        assertThat(answer(Answers::sendHeader, "printf hello").writes()).hasSize(1);
    }

    @Test
    void aLongAnswersLengthsAndHeaderAreInItsFirstWrite() throws IOException {
        byte[] first =
                answer(Answers::sendLength, "printf %0100000d 0").writes().get(0);
        assertThat(littleEndian(first)).isEqualTo(100_000);
        first = answer(Answers::sendHeader, "printf %0100000d 0").writes().get(0);
        assertThat(first.length).isGreaterThanOrEqualTo(4 + littleEndian(first));
    }

    private static int littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }
}
