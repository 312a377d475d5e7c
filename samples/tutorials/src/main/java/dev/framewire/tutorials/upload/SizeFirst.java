package dev.framewire.tutorials.upload;

import dev.framewire.tutorials.concurrent.ConcurrentServer;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Refusal;
import dev.framewire.tutorials.sticky.Gap;
import dev.framewire.tutorials.sticky.QuietGap;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code upload --format size-first} (S4): the size in decimal digits, a pause, the bytes.
 *
 * <pre>
 *     31 30 34 38 35 37 36 (pause) …1,048,576 bytes…        "1048576"
 * </pre>
 *
 * When the pause is lost on the way, the digits and the bytes are one read. Digits followed by anything else are noticed and refused;
 * digits followed by a file that begins with a digit are just a larger number, and nobody can tell. There is no name on this wire
 * either: files become {@code upload-1}, {@code upload-2}, ….
 */
public final class SizeFirst implements ConcurrentServer.Handler {
    private static final int MAX_SIZE_DIGITS = 18;

    /** Where the pause is lost, the file comes with the digits, and the refusal says how much there was. */
    private static final int MAX_FIRST_READ_BYTES = 64 * 1024;

    private final Landing landing;
    private final Console console;
    private final Gap gap;
    private final AtomicInteger last = new AtomicInteger();

    public SizeFirst(Landing landing, Console console, Gap gap) {
        this.gap = gap;
        this.landing = landing;
        this.console = console;
    }

    @Override
    public void serve(Socket client) throws IOException {
        QuietGap sizes = gap.on(client, MAX_FIRST_READ_BYTES);
        byte[] digits;
        while ((digits = sizes.next()) != null) {
            long size = size(digits);
            Path arrived = landing.receive("upload-" + last.incrementAndGet(), size, client.getInputStream());
            console.say("upload: received " + arrived.getFileName() + ", " + size + " bytes");
        }
    }

    private static long size(byte[] digits) throws Refusal {
        String text = new String(digits, StandardCharsets.ISO_8859_1).strip();
        if (text.length() > MAX_SIZE_DIGITS || !text.matches("[0-9]+")) {
            throw new Refusal("refused: a size and a pause were expected, " + digits.length
                    + " bytes came that are no number; was the pause lost?");
        }
        return Long.parseLong(text);
    }

    /** The client's half. */
    public static void send(Socket server, Path file, Gap gap) throws IOException, InterruptedException {
        OutputStream out = server.getOutputStream();
        out.write(Long.toString(Files.size(file)).getBytes(StandardCharsets.US_ASCII));
        gap.keep(); // The pause is the framing.
        Files.copy(file, out);
        out.flush();
    }
}
