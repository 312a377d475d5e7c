package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.Leftovers;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An sshd of our own on loopback, with keys of its own and the cipher that is fastest where the processor has AES. */
final class SshServer implements Closeable {
    private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");
    static final String CIPHER = "aes128-gcm@openssh.com";

    private final Path folder;
    private final Process process;
    private final int port;
    private final boolean madeFolder;

    SshServer(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        port = Daemon.freePort();
        String sshd = Tool.SSHD.path();
        Command here = Command.in(folder);
        for (String key : List.of("host", "user")) {
            here.run(List.of(
                    Tool.SSH_KEYGEN.path(),
                    "-qt",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    folder.resolve(key).toString()));
        }
        // sshd of root insists on this folder, which its service unit would make
        madeFolder = Files.notExists(PRIVILEGE_SEPARATION) && Files.isWritable(PRIVILEGE_SEPARATION.getParent());
        if (madeFolder) {
            Files.createDirectory(PRIVILEGE_SEPARATION);
        }
        Path settings = folder.resolve("sshd.conf");
        Files.writeString(
                settings,
                "Port " + port + "\nListenAddress 127.0.0.1\nHostKey " + folder.resolve("host")
                        + "\nAuthorizedKeysFile "
                        + folder.resolve("user.pub") + "\nPidFile " + folder.resolve("pid")
                        + "\nStrictModes no\nUsePAM no\nPermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\n");
        process = here.log(folder.resolve("sshd.log")).launch(List.of(sshd, "-D", "-e", "-f", settings.toString()));
        try {
            Daemon.awaitPort(process, port, "sshd");
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    List<ProcessHandle> servers() {
        return List.of(process.toHandle());
    }

    int port() {
        return port;
    }

    String user() {
        return System.getProperty("user.name") + "@127.0.0.1";
    }

    /** Options of ssh and sftp alike. */
    List<String> options() {
        return List.of(
                "-q",
                "-F",
                "none",
                "-i",
                folder.resolve("user").toString(),
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "Ciphers=" + CIPHER);
    }

    @Override
    public void close() throws IOException {
        Leftovers.end(process);
        if (madeFolder) {
            Files.deleteIfExists(PRIVILEGE_SEPARATION);
        }
    }
}
