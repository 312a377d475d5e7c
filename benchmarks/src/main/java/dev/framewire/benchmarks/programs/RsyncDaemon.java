package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The rsync daemon: nothing encrypted. */
public final class RsyncDaemon extends Rsync {
    private final Process process;
    private final int port = Daemon.freePort();

    /** Starts it, on a free port of loopback. */
    public RsyncDaemon(Path folder) throws IOException, InterruptedException {
        super(Programs.RSYNC, folder);
        Path settings = folder.resolve("rsyncd.conf");
        String root = "root".equals(System.getProperty("user.name")) ? "uid=root\ngid=root\n" : "";
        Files.writeString(
                settings,
                "port=" + port + "\naddress=127.0.0.1\nuse chroot=no\n" + root + "log file=" + folder.resolve("log")
                        + "\npid file=" + folder.resolve("pid") + "\n[home]\npath=" + home() + "\nread only=no\n");
        process = Command.in(folder)
                .log(folder.resolve("daemon.log"))
                .launch(List.of(Tool.RSYNC.path(), "--daemon", "--no-detach", "--config=" + settings));
        Daemon.awaitPort(process, port, "rsync --daemon");
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    @Override
    String remote(String name) {
        return remote(name, port);
    }

    private static String remote(String name, int port) {
        return "rsync://127.0.0.1:" + port + "/home/" + name;
    }

    /** Through another port, for a proxy. */
    public List<String> put(Path local, String name, int through) {
        return command("-W", local.toString(), remote(name, through));
    }

    @Override
    public List<ProcessHandle> servers() {
        return List.of(process.toHandle());
    }

    @Override
    public void close() {
        Leftovers.end(process);
    }
}
