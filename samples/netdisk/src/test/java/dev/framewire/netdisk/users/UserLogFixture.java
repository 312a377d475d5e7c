package dev.framewire.netdisk.users;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a log of many users at once, as years of registrations would have. */
final class UserLogFixture {
    private UserLogFixture() {}

    static void addMany(Path folder, int count, String verifier) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 1; i <= count; i++) {
            bytes.writeBytes(
                    new UserEvent.Line(i, new UserEvent.Added("user" + i, 1_760_000_000_000L, -1, verifier)).encode());
        }
        Files.write(folder.resolve("users.log"), bytes.toByteArray());
    }
}
