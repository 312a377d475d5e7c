package dev.framewire.tutorials.login;

import dev.framewire.tutorials.program.Console;
import dev.framewire.tutorials.program.Refusal;
import dev.framewire.tutorials.sticky.RawClient;
import java.io.IOException;

/** The other end of {@link RawLoginServer}, or of an original's: tries once. */
final class RawLoginClient {
    static final int MAX_ANSWER_BYTES = 64 * 1024;

    private RawLoginClient() {}

    /** @throws Refusal if the answer is no welcome */
    static void login(RawClient server, String name, char[] password, Console console) throws IOException {
        console.log(server.answer());
        console.log(server.ask(name));
        String answer = server.ask(new String(password));
        if (!answer.startsWith("welcome")) {
            throw new Refusal("login: " + answer);
        }
        console.say(answer);
    }
}
