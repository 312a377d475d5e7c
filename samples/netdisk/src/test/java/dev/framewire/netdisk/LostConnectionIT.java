package dev.framewire.netdisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.netdisk.NetdiskProcess.Ran;
import dev.framewire.netdisk.client.ClientFolder;
import dev.framewire.netdisk.client.HostPort;
import dev.framewire.testtools.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection that ends in the middle, as somebody at the client is told of it. */
class LostConnectionIT {
    private static final String LOST = "netdisk: connection lost: the server ended, or the network between\n";
    private static final String GOES_ON =
            "netdisk: what was sent is kept; the same command goes on where this stopped\n";

    @TempDir
    static Path folder;

    private static NetdiskProcess netdisk;

    @BeforeAll
    static void start() throws Exception {
        netdisk = new NetdiskProcess(folder).serve().user("lin");
        byte[] bytes = new byte[NetdiskProcess.HELD_FILE];
        Random random = new Random(1);
        random.nextBytes(bytes);
        Files.write(folder.resolve("big"), bytes);
        random.nextBytes(bytes); // what the server has already would not be sent
        Files.write(netdisk.home("lin").resolve("big"), bytes);
    }

    @AfterAll
    static void stop() {
        netdisk.close();
    }

    private static Ran over(Line line, String... arguments) throws Exception {
        ClientFolder known = new ClientFolder(netdisk.config());
        known.pin(HostPort.parse(line.address()), netdisk.identity());
        known.keepToken(
                HostPort.parse(line.address()),
                "lin",
                known.token(HostPort.parse(netdisk.address()), "lin").orElseThrow());
        ProcessBuilder builder = netdisk.builder("lin", List.of(arguments));
        builder.environment().put("NETDISK_SERVER", line.address());
        return NetdiskProcess.finish(builder.start());
    }

    private static Line line(Breakage.Kind kind, boolean ofServer, long afterBytes) throws IOException {
        return new Line(HostPort.parse(netdisk.address()).port(), new Breakage(kind, ofServer, afterBytes));
    }

    @ParameterizedTest
    @CsvSource({"END,true", "RESET,true", "END,false", "RESET,false"})
    void whateverWayItIsLostTheWordsAreTheSame(Breakage.Kind kind, boolean get) throws Exception {
        String[] command = get ? new String[] {"get", "big", "copy"} : new String[] {"put", "big", "sent"};
        try (Line line = line(kind, get, 5_000_000)) {
            assertThat(over(line, command).expect(4).err()).isEqualTo(LOST + GOES_ON);
        }
    }

    @ParameterizedTest
    @CsvSource({"END", "RESET"})
    void whereNothingWasBegunNothingGoesOn(Breakage.Kind kind) throws Exception {
        Path many = Files.createDirectories(netdisk.home("lin").resolve("many"));
        for (int i = 0; i < 100; i++) {
            Files.writeString(many.resolve("a name that takes its room in a listing " + i), "");
        }
        try (Line line = line(kind, true, 5_000)) { // some way behind the handshake
            assertThat(over(line, "ls", "many").expect(4).err()).isEqualTo(LOST);
        }
    }

    @Test
    void whatIsChangedOnTheWayIsNoLoss() throws Exception {
        try (Line line = line(Breakage.Kind.CHANGE, true, 5_000_000)) {
            assertThat(over(line, "get", "big", "changed").expect(4).err())
                    .isEqualTo("netdisk: connection given up: what arrived is not what the server sent;"
                            + " it was changed on the way\n");
        }
        assertThat(folder.resolve("changed")).doesNotExist();
    }
}
