package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts the power under a receiver on a real ext4: as often as {@code -Dframewire.power.rounds=N} says, which
 * the profile {@code simulate} sets, as root only. The file system lies in a file
 * that is mounted by a loop device; what that file holds at a moment is what the disk had when power failed, and what only the page
 * cache had is lost.
 *
 * <pre>
 *   put ──▶ receiver on [ mount ] ──page cache──▶ image ──copied while all stand still──▶ the next round's image
 * </pre>
 *
 * A real disk may lose more: what it had taken into its own cache and had not been told to flush.
 */
@Timeout(3600)
class PowerCutCampaign {
    private static final int ROUNDS = Integer.getInteger("framewire.power.rounds", 3);
    private static final int SIZE = 24 << 20;
    private static final int IMAGE_BYTES = 128 << 20;

    @TempDir
    Path folder;

    private final Random random = new Random(5);
    private volatile long promised;

    @Test
    void whatWasPromisedOutlivesThePower() throws Exception {
        assumeThat(run("id", "-u")).isEqualTo("0");
        Path image = folder.resolve("image");
        Path mount = Files.createDirectory(folder.resolve("mount"));
        run("truncate", "-s", Integer.toString(IMAGE_BYTES), image.toString());
        run("mkfs.ext4", "-q", "-F", image.toString());
        mount(image, mount);
        try {
            byte[] content = new byte[SIZE];
            for (int cuts = 0; cuts < ROUNDS; ) {
                random.nextBytes(content); // another file for each time that one has arrived
                Path sources = Files.createDirectories(folder.resolve("sources"));
                Files.write(sources.resolve("source"), content);
                promised = 0;
                boolean arrived = false;
                while (!arrived) {
                    arrived = !cutInTheMiddle(image, mount, cuts < ROUNDS);
                    cuts += arrived ? 0 : 1;
                    requirePromised(mount);
                }
                assertThat(mount.resolve("target")).hasBinaryContent(content);
                Files.delete(mount.resolve("target"));
            }
        } finally {
            run("umount", mount.toString());
        }
    }

    private void requirePromised(Path mount) throws IOException {
        try (FileStore store = FileStore.open(mount.resolve(".xfer"))) {
            if (!Files.exists(mount.resolve("target"))) {
                assertThat(store.find(TransferProcess.OWNER, mount.resolve("target"))
                                .map(PartialInfo::durableBytes)
                                .orElse(0L))
                        .isGreaterThanOrEqualTo(promised);
            }
        }
    }

    /** One connection; power fails in the middle of it. False if the file arrived before. */
    private boolean cutInTheMiddle(Path image, Path mount, boolean cut) throws Exception {
        long cutAt = cut ? promised + 1 + random.nextInt(6 << 20) : Long.MAX_VALUE;
        boolean[] down = new boolean[1];
        Path after = folder.resolve("after");
        try (TransferProcess receiver = TransferProcess.start("serve", mount.toString());
                TransferProcess sender = TransferProcess.start(
                        "put", folder.resolve("sources").toString(), Integer.toString(receiver.port()))) {
            sender.listen(
                    written -> {
                        if (written >= cutAt && !down[0]) {
                            down[0] = true;
                            takeWhatTheDiskHas(receiver, image, after);
                            receiver.kill();
                            sender.kill();
                        }
                    },
                    durable -> promised = down[0] ? promised : Math.max(promised, durable));
        }
        if (down[0]) {
            run("umount", mount.toString());
            Files.move(after, image, StandardCopyOption.REPLACE_EXISTING);
            mount(image, mount); // ext4 replays its journal, as after a loss of power
        }
        return down[0];
    }

    /** Stops the receiver and copies the image twice: copies that are equal are of one moment. */
    private static void takeWhatTheDiskHas(TransferProcess receiver, Path image, Path after) {
        try {
            run("kill", "-STOP", Long.toString(receiver.pid()));
            Path again = after.resolveSibling("again");
            do {
                run("cp", "--sparse=always", image.toString(), after.toString());
                run("cp", "--sparse=always", image.toString(), again.toString());
            } while (Files.mismatch(after, again) >= 0);
            Files.delete(again);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void mount(Path image, Path mount) throws IOException, InterruptedException {
        run("mount", "-o", "loop", image.toString(), mount.toString());
    }

    /** Runs a program that must succeed, and answers what it says. */
    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(List.of(command) + ": " + said);
        }
        return said.strip();
    }
}
