package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills processes in the middle of a transfer, again and again ({@code -Dframewire.kill.rounds}); what was promised to the outside must
 * be there after each, and the file must come whole in the end.
 */
@Timeout(900)
class KilledProcessesIT {
    private static final int SIZE = 16 << 20;
    private static final int KILLS = Integer.getInteger("framewire.kill.rounds", 3);

    enum Victim {
        RECEIVER_OF_A_PUT,
        SENDER_OF_A_PUT,
        BOTH_ENDS_OF_A_PUT,
        RECEIVER_OF_A_GET
    }

    @TempDir
    Path folder;

    private final Random random = new Random(5);
    private volatile long promised;

    @ParameterizedTest
    @EnumSource
    void whatWasPromisedOutlivesTheProcess(Victim victim) throws Exception {
        byte[] content = new byte[SIZE];
        random.nextBytes(content);
        Path source = Files.write(folder.resolve("source"), content);
        Path target = folder.resolve("target");
        int killed = 0;
        while (!Files.exists(target)) {
            long killAt = killed < KILLS ? promised + (1 + random.nextInt(3)) * 700_000L : Long.MAX_VALUE;
            killed += attempt(victim, killAt) ? 1 : 0;
            requirePromised(target);
        }
        assertThat(killed).isPositive();
        assertThat(target).hasSameBinaryContentAs(source);
    }

    private void requirePromised(Path target) throws IOException {
        try (FileStore store = FileStore.open(folder.resolve(".xfer"))) {
            if (!Files.exists(target)) {
                assertThat(store.find(TransferProcess.OWNER, target)
                                .map(PartialInfo::durableBytes)
                                .orElse(0L))
                        .isGreaterThanOrEqualTo(promised);
            }
        }
    }

    /** One connection; the victims die once so many bytes were written. Answers whether it came to that. */
    private boolean attempt(Victim victim, long killAt) throws Exception {
        boolean[] dead = new boolean[1];
        String direction = victim == Victim.RECEIVER_OF_A_GET ? "get" : "put";
        try (TransferProcess server = TransferProcess.start("serve", folder.toString());
                TransferProcess client =
                        TransferProcess.start(direction, folder.toString(), Integer.toString(server.port()))) {
            client.listen(
                    written -> {
                        if (written >= killAt && !dead[0]) {
                            dead[0] = true;
                            if (victim == Victim.RECEIVER_OF_A_PUT || victim == Victim.BOTH_ENDS_OF_A_PUT) {
                                server.kill();
                            }
                            if (victim != Victim.RECEIVER_OF_A_PUT) {
                                client.kill();
                            }
                        }
                    },
                    durable -> promised = Math.max(promised, durable));
        }
        return dead[0];
    }
}
