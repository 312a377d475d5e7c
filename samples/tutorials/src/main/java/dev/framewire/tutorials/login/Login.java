package dev.framewire.tutorials.login;

import dev.framewire.auth.AuthException;
import dev.framewire.auth.ScramClient;
import dev.framewire.auth.ScramServer;
import dev.framewire.auth.ScramUsers;
import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameLimits;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderKey;
import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Plain;
import dev.framewire.tutorials.program.Refusal;
import dev.framewire.tutorials.program.SecureFrames;
import java.io.IOException;
import java.security.SecureRandom;

/**
 * {@code login} as it should be: the password stays with the client. What crosses the encrypted channel is a proof that it was known, made for this
 * channel alone (SCRAM-SHA-256, RFC 5802), and the server's proof that it knows the user.
 *
 * <pre>
 *     client   {}                  body: n,,n=bob,r=…        who, and a nonce
 *     server   {"go":true}         body: r=…,s=…,i=…         a nonce, the salt, the count
 *     client   {}                  body: c=…,r=…,p=…         the proof
 *     server   {"go":true}         body: v=…                 the server's proof
 *              {"go":false}        in place of either: no, and not why
 * </pre>
 */
final class Login {
    static final FrameLimits LIMITS = FrameLimits.builder().maxBodyBytes(4096).build();

    private static final HeaderKey GO = HeaderKey.of("go");
    private static final int MAX_MESSAGE_BYTES = 4096;

    private Login() {}

    /**
     * With a secret from which users who do not exist get a salt, too, the same one each time. It is made anew at each start, which is
     * enough for a lesson.
     */
    static ScramServer.Config config(ScramUsers users) {
        byte[] secret = new byte[ScramServer.Config.MIN_SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return ScramServer.Config.of(users, secret);
    }

    static void serve(SecureFrames client, ScramServer.Config users, Console console) throws IOException {
        for (int tries = 1; tries <= RawLoginServer.MAX_TRIES; tries++) {
            Frame first = client.next();
            if (first == null) {
                return;
            }
            ScramServer login = ScramServer.start(client.session(), users);
            try {
                answer(client, true, login.serverFirst(first.readBody(MAX_MESSAGE_BYTES)));
                byte[] proof = client.answer().readBody(MAX_MESSAGE_BYTES);
                answer(client, true, login.serverFinal(proof));
                console.say("login: " + Plain.quoted(login.user()) + " is in");
                return;
            } catch (AuthException e) {
                answer(client, false, new byte[0]);
            }
        }
    }

    /** @throws Refusal if the server does not let us in */
    static void login(SecureFrames server, String user, char[] password, Console console) throws IOException {
        if (!ask(server, user, password)) {
            throw new Refusal("login: wrong");
        }
        console.say("welcome, " + user);
    }

    /** Whether the server let us in; then it has proved that it knows the user, too. */
    private static boolean ask(SecureFrames server, String user, char[] password) throws IOException {
        try (ScramClient login = ScramClient.start(server.session(), user, password)) {
            server.send(Header.builder().build(), login.clientFirst());
            Frame first = server.answer();
            if (!first.header().getBoolean(GO)) {
                return false;
            }
            server.send(Header.builder().build(), login.clientFinal(first.readBody(MAX_MESSAGE_BYTES)));
            Frame last = server.answer();
            if (!last.header().getBoolean(GO)) {
                return false;
            }
            login.verify(last.readBody(MAX_MESSAGE_BYTES));
            return true;
        }
    }

    private static void answer(SecureFrames client, boolean go, byte[] message) throws IOException {
        client.send(Header.builder().put(GO, go).build(), message);
    }
}
