package dev.framewire.tutorials.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.tutorials.RecordingSocket;
import dev.framewire.tutorials.sticky.Silence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The originals' servers read a length, and a header, with one {@code recv} each: they must not leave us in pieces. */
class UploadsInOneWriteTest {
    @TempDir
    Path scratch;

    private final RecordingSocket server = RecordingSocket.saying("");
    private Path small;
    private Path large;

    @BeforeEach
    void makeFiles() throws IOException {
        small = Files.writeString(scratch.resolve("small"), "nine byte");
        large = Files.write(scratch.resolve("large"), new byte[100_000]);
    }

    private byte[] write(int number) {
        return server.writes().get(number);
    }

    @Test
    void aDictionaryIsInItsFilesFirstWrite() throws IOException {
        DictionaryUpload.send(FramedFile.writer(server, DictionaryUpload.FORMAT), small);
        assertThat(server.writes()).hasSize(1);
        server.writes().clear();
        DictionaryUpload.send(FramedFile.writer(server, DictionaryUpload.FORMAT), large);
        assertThat(write(0).length).isGreaterThanOrEqualTo(4 + littleEndian(write(0)));
    }

    @Test
    void aCommandIsInItsFilesFirstWrite() throws IOException {
        FtpUpload.send(FramedFile.writer(server, FtpUpload.FORMAT), small);
        assertThat(server.writes()).hasSize(1);
        server.writes().clear();
        FtpUpload.send(FramedFile.writer(server, FtpUpload.FORMAT), large);
        assertThat(write(0).length).isGreaterThanOrEqualTo(4 + littleEndian(write(0)));
    }

    @Test
    void eachPartOfAMessageIsOneWriteAndSoIsTheWordAtTheEnd() throws IOException {
        MessageUpload.say(FramedFile.writer(server, MessageUpload.FORMAT), "hello");
        MessageUpload.send(FramedFile.writer(server, MessageUpload.FORMAT), small);
        MessageUpload.close(server.getOutputStream());
        assertThat(server.writes()).hasSize(5);
        for (int part = 0; part < 4; part++) {
            assertThat(littleEndian(write(part))).isEqualTo(write(part).length - 4);
        }
        assertThat(write(4)).asString(StandardCharsets.US_ASCII).isEqualTo("close");
        server.writes().clear();
        MessageUpload.send(FramedFile.writer(server, MessageUpload.FORMAT), large);
        assertThat(littleEndian(write(0))).isEqualTo(write(0).length - 4);
        assertThat(littleEndian(write(1))).isEqualTo(100_000);
    }

    @Test
    void aSizeIsOneWrite() throws Exception {
        SizeFirst.send(server, small, Silence.none());
        assertThat(write(0)).asString(StandardCharsets.US_ASCII).isEqualTo("9");
        assertThat(server.written()).asString(StandardCharsets.US_ASCII).isEqualTo("9nine byte");
    }

    private static int littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }
}
