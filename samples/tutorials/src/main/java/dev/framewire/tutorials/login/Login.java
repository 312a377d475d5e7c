package dev.framewire.tutorials.login;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderKey;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Plain;
import dev.framewire.tutorials.program.SecureFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * {@code login} as it should be: the password crosses a channel that is encrypted, to a server that has proved itself first.
 *
 * <pre>
 *     client   {"user":"bob"}       body: the password
 *     server   {"welcome":true}     or false; what was wrong is not said
 * </pre>
 */
final class Login {
    static final FrameLimits LIMITS = FrameLimits.builder().maxBodyBytes(4096).build();

    private static final HeaderKey USER = HeaderKey.of("user");
    private static final HeaderKey WELCOME = HeaderKey.of("welcome");
    private static final int MAX_PASSWORD_BYTES = 1024;

    private Login() {}

    static void serve(SecureFrames client, UsersFile users, Console console) throws IOException {
        for (int tries = 1; tries <= RawLoginServer.MAX_TRIES; tries++) {
            Frame frame = client.next();
            if (frame == null) {
                return;
            }
            String user = frame.header().getString(USER);
            boolean right = users.check(user, characters(frame.readBody(MAX_PASSWORD_BYTES)));
            client.send(Header.builder().put(WELCOME, right).build(), new byte[0]);
            if (right) {
                console.say("login: " + Plain.quoted(user) + " is in");
                return;
            }
        }
    }

    static boolean ask(SecureFrames server, String user, char[] password) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        try {
            server.send(Header.builder().put(USER, user).build(), Arrays.copyOf(bytes.array(), bytes.limit()));
        } finally {
            Arrays.fill(bytes.array(), (byte) 0);
        }
        return server.answer().header().getBoolean(WELCOME);
    }

    private static char[] characters(byte[] password) {
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(password));
        char[] characters = Arrays.copyOf(decoded.array(), decoded.limit());
        Arrays.fill(decoded.array(), '\0');
        Arrays.fill(password, (byte) 0);
        return characters;
    }
}
