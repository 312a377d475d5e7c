package dev.framewire.netdisk.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verifier that no login can use is kept out wherever it comes from: from a client, or from a sheet edited by hand. */
class VerifierBoundsTest {
    private static final String KEY = base64(32);
    private static final List<String> GOOD =
            List.of(verifier("4096", 16), verifier("600000", 16), verifier("10000000", 64));
    private static final List<String> BAD = List.of(
            "",
            "SCRAM-SHA-256",
            verifier("0", 16),
            verifier("-4096", 16),
            verifier("04096", 16),
            verifier("4095", 16),
            verifier("10000001", 16),
            verifier("4294971392", 16), // 4096 where 32 bits are kept
            verifier("99999999999999999999", 16),
            verifier("600000", 0),
            verifier("600000", 15),
            verifier("600000", 65),
            verifier("600000", 16).replace(KEY, base64(31)),
            verifier("600000", 16).replace(KEY, base64(33)),
            verifier("600000", 16).replace(KEY, "=".repeat(44)),
            verifier("600000", 16) + ":more",
            " " + verifier("600000", 16) + "\n",
            verifier("600000", 16).replace("SHA-256", "SHA-1"));

    @TempDir
    Path folder;

    private static String base64(int bytes) {
        return Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    private static String verifier(String iterations, int saltBytes) {
        return "SCRAM-SHA-256$" + iterations + ":" + base64(saltBytes) + "$" + KEY + ":" + KEY;
    }

    @Test
    void aSheetWithoutALogGivesTheUsersWhoCouldLogIn() throws IOException {
        List<User> rows = new ArrayList<>();
        for (int i = 0; i < GOOD.size(); i++) {
            rows.add(new User("good" + i, User.DEFAULT_QUOTA, 0, 0, false, GOOD.get(i)));
        }
        for (int i = 0; i < BAD.size(); i++) {
            rows.add(new User("bad" + i, User.DEFAULT_QUOTA, 0, 0, false, BAD.get(i)));
        }
        Path sheet = folder.resolve("users.xlsx");
        Files.write(sheet, UserSheet.encode(rows, 1));
        try (UserStore store = UserStore.open(sheet)) {
            for (int i = 0; i < BAD.size(); i++) {
                boolean stripped =
                        BAD.get(i).strip().equals(verifier("600000", 16)); // a cell's outer spaces are nothing
                assertThat(store.find("bad" + i).isPresent()).as(BAD.get(i)).isEqualTo(stripped);
            }
            for (int i = 0; i < GOOD.size(); i++) {
                assertThat(store.find("good" + i))
                        .get()
                        .extracting(User::verifier)
                        .isEqualTo(GOOD.get(i));
            }
        }
    }

    @Test
    void aStoreTakesNoOthers() throws IOException {
        try (UserStore store = UserStore.open(folder.resolve("users.xlsx"))) {
            assertThat(store.add("lin", GOOD.get(0), User.DEFAULT_QUOTA)).isTrue();
            for (String bad : BAD) {
                assertThatThrownBy(() -> store.add("mia", bad, User.DEFAULT_QUOTA))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> store.changePassword("lin", bad)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(store.count()).isEqualTo(1);
        }
    }
}
