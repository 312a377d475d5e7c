package dev.framewire.tutorials.login;

import dev.framewire.tutorials.concurrent.ConcurrentServer;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Plain;
import dev.framewire.tutorials.sticky.Gap;
import dev.framewire.tutorials.sticky.QuietGap;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * {@code login serve --format raw} (S2): each line below is one write.
 *
 * <pre>
 *     server   welcome; your user name, or Q to leave:
 *     client   bob
 *     server   password:
 *     client   …
 *     server   wrong; your user name, or Q to leave:      |   welcome, bob
 * </pre>
 */
public final class RawLoginServer implements ConcurrentServer.Handler {
    /** Then the connection ends, and the next try costs a new one. */
    public static final int MAX_TRIES = 5;

    private static final int MAX_LINE_BYTES = 1024;
    private static final String ASK = "your user name, or Q to leave: ";

    private final UsersFile users;
    private final Console console;
    private final Gap gap;

    public RawLoginServer(UsersFile users, Console console, Gap gap) {
        this.gap = gap;
        this.users = users;
        this.console = console;
    }

    @Override
    public void serve(Socket client) throws IOException {
        QuietGap lines = gap.on(client, MAX_LINE_BYTES);
        say(client, "welcome; " + ASK);
        for (int tries = 1; tries <= MAX_TRIES; tries++) {
            byte[] name = lines.next();
            if (name == null || text(name).equalsIgnoreCase("q")) {
                return;
            }
            say(client, "password: ");
            byte[] password = lines.next();
            if (password == null || text(password).equalsIgnoreCase("q")) {
                return;
            }
            if (right(text(name), password)) {
                console.say("login: " + Plain.quoted(text(name)) + " is in");
                say(client, "welcome, " + text(name));
                return;
            }
            say(client, tries < MAX_TRIES ? "wrong; " + ASK : "wrong; goodbye");
        }
    }

    private boolean right(String name, byte[] password) throws IOException {
        CharBuffer chars = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(password));
        char[] characters = new char[chars.remaining()];
        chars.get(characters);
        int end = characters.length;
        while (end > 0 && (characters[end - 1] == '\n' || characters[end - 1] == '\r')) {
            end--;
        }
        char[] line = Arrays.copyOf(characters, end);
        try {
            return users.check(name, line);
        } finally {
            Arrays.fill(chars.array(), '\0');
            Arrays.fill(characters, '\0');
            Arrays.fill(line, '\0');
            Arrays.fill(password, (byte) 0);
        }
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8).strip();
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
