package dev.framewire.netdisk.cli;

import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderView;
import dev.framewire.netdisk.cli.DemoProcesses.Ended;
import dev.framewire.netdisk.cli.DemoProcesses.Event;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.Sizes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * The main job, with real processes: a server is killed in the middle of an upload and a client in the middle of a
 * download, and both go on where they stopped. Nothing is taken on trust: the bytes on the socket are counted, both copies
 * are hashed.
 */
@Command(
        name = "demo",
        description = {
            "Show the main job: a real file crosses a server and a client that are killed half-way.",
            "Starts processes of its own on this machine, and takes everything away again."
        })
final class DemoCommand implements Callable<Integer> {
    private static final long MIN_FILE_BYTES = 100_000_000;
    private static final int KILL_AT_PERCENT = 45;
    private static final int MIN_KILLED_PERCENT = 30;
    private static final int MAX_KILLED_PERCENT = 70;
    private static final int MIN_REUSED_PERCENT = 25;
    // the whole file at this pace takes so long: enough to have a middle
    private static final int PACED_SECONDS = 5;
    private static final String REMOTE = "modules";

    @ParentCommand
    Root root;

    @Option(names = "--file", paramLabel = "FILE", description = "the file to send (default: the JDK's lib/modules)")
    Path file;

    private DemoProcesses processes;
    private ProgressBar bar;

    @Override
    public Integer call() throws Exception {
        long start = System.nanoTime();
        Path source = file != null ? file : Path.of(System.getProperty("java.home"), "lib", "modules");
        if (Files.size(source) < MIN_FILE_BYTES) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    source + " has only " + Sizes.format(Files.size(source)) + "; give --file with at least 100 MB");
        }
        bar = root.screen.errIsTerminal()
                ? new ProgressBar(root.screen.err, root.screen.width(), root.screen.isUnicode(), System::nanoTime)
                : null;
        try (DemoProcesses all = new DemoProcesses()) {
            processes = all;
            Thread cleaning = new Thread(all::close, "netdisk-demo-cleanup");
            Runtime.getRuntime().addShutdownHook(cleaning); // for Ctrl-C
            try {
                run(source);
            } catch (Exception e) {
                if (all.isClosed()) {
                    TransferView.waitForExit(); // interrupted: what failed, failed because of that
                }
                throw e;
            }
            Runtime.getRuntime().removeShutdownHook(cleaning);
        }
        say("everything held; it took " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)
                + " s, and nothing is left behind");
        return ExitCode.DONE;
    }

    private void run(Path source) throws Exception {
        long size = Files.size(source);
        String rate = Long.toString(Math.max(8L << 20, size / PACED_SECONDS));
        Path local = processes.folder().resolve("downloaded");
        String[] put = {"put", source.toString(), REMOTE, "--rate", rate, "--progress", "json", "--json"};
        String[] get = {"get", REMOTE, local.toString(), "--rate", rate, "--progress", "json", "--json"};

        say("1  a server with an empty folder");
        Process server = processes.startServer();
        say("   " + processes.address() + ", identity " + processes.identity());
        say("2  a user registers and logs in; the server keeps a verifier, never the password");
        command("register");
        command("login");

        say("3  upload of " + source + ", " + Sizes.format(size) + " at " + Sizes.format(Long.parseLong(rate)) + "/s");
        Process client = processes.startClient(put);
        kill("the server", server, client, "upload", ExitCode.NO_CONNECTION);
        say("4  the server starts again, the upload goes on");
        server = processes.startServer();
        resume("upload", size, put);

        say("5  download");
        client = processes.startClient(get);
        kill("the client", client, client, "download", -1);
        say("6  another client goes on with the download");
        resume("download", size, get);

        say("7  SHA-256");
        String expected = LocalFiles.sha256(source);
        compare("original     ", expected, source);
        compare("on the server", expected, processes.home().resolve(REMOTE));
        compare("downloaded   ", expected, local);
        if (!processes.isTidy()) {
            throw new CommandFailure(ExitCode.REFUSED, "a partial was left on the server");
        }
        say("8  netdisk ls -l");
        command("ls", "-l");
        server.destroy(); // SIGTERM
        if (!server.waitFor(20, TimeUnit.SECONDS)) {
            throw new CommandFailure(ExitCode.REFUSED, "the server did not stop");
        }
    }

    private void say(String line) {
        root.screen.out.println(line);
        root.screen.out.flush();
    }

    private void command(String... arguments) throws Exception {
        Ended ended = processes.follow(processes.startClient(arguments), event -> {});
        ended.errors().forEach(line -> say("   " + line));
        ended.result().lines().forEach(line -> say("   " + line));
        if (ended.exitCode() != ExitCode.DONE) {
            throw new CommandFailure(ended.exitCode(), "'netdisk " + arguments[0] + "' ended with " + ended.exitCode());
        }
    }

    // follows a transfer and kills a process in its middle; expectedExit −1: the client itself, whose code says nothing
    private void kill(String who, Process victim, Process client, String name, int expectedExit) throws Exception {
        AtomicReference<Event> atKill = new AtomicReference<>();
        Ended ended = processes.follow(client, event -> {
            show(name, event);
            if (atKill.get() == null && event.size() > 0 && event.written() * 100 >= event.size() * KILL_AT_PERCENT) {
                // SIGKILL; Process.destroyForcibly would also close the streams that are being read
                victim.toHandle().destroyForcibly();
                atKill.set(event);
            }
        });
        clearBar();
        Event event = atKill.get();
        if (event == null) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "the " + name + " ended with " + ended.exitCode() + " before its middle: " + ended.errors());
        }
        long percent = event.written() * 100 / event.size();
        say("   killed " + who + " (SIGKILL) when " + Sizes.format(event.written()) + ", " + percent
                + " %, were written");
        if (percent < MIN_KILLED_PERCENT || percent > MAX_KILLED_PERCENT) {
            throw new CommandFailure(ExitCode.REFUSED, "that is not the middle");
        }
        if (!victim.waitFor(10, TimeUnit.SECONDS)) {
            throw new CommandFailure(ExitCode.REFUSED, "it did not die");
        }
        if (expectedExit >= 0) {
            ended.errors().forEach(line -> say("   the client says: " + line));
            if (ended.exitCode() != expectedExit) {
                throw new CommandFailure(
                        ExitCode.REFUSED, "the client ended with " + ended.exitCode() + ", not " + expectedExit);
            }
        }
    }

    private void resume(String name, long size, String... arguments) throws Exception {
        long start = System.nanoTime();
        List<Event> events = new ArrayList<>();
        Ended ended = processes.follow(processes.startClient(arguments), event -> {
            events.add(event);
            show(name, event);
        });
        clearBar();
        if (ended.exitCode() != ExitCode.DONE) {
            throw new CommandFailure(ended.exitCode(), "the " + name + " was not resumed: " + ended.errors());
        }
        HeaderView result =
                Header.parse(ended.result().getBytes(StandardCharsets.UTF_8)).view();
        long reused = result.getLong(Json.REUSED);
        long socket = result.getLong(Json.SOCKET);
        double seconds = (System.nanoTime() - start) / 1e9;
        say(String.format(
                java.util.Locale.ROOT,
                "   %s not sent again, %s sent in %.1f s (%s/s); on the socket both ways: %d bytes of the file's %d",
                Sizes.format(reused),
                Sizes.format(result.getLong(Json.SENT)),
                seconds,
                Sizes.format((long) (result.getLong(Json.SENT) / seconds)),
                socket,
                size));
        if (result.getLong(Messages.SIZE) != size || reused * 100 < size * MIN_REUSED_PERCENT) {
            throw new CommandFailure(ExitCode.REFUSED, "fewer than " + MIN_REUSED_PERCENT + " % were reused");
        }
        // records, frames, hashes of chunks: well below one part in a hundred
        if (socket > size - reused + size / 100 + (1 << 20)) {
            throw new CommandFailure(ExitCode.REFUSED, "what was reused crossed the wire again");
        }
    }

    private void compare(String label, String expected, Path path) throws Exception {
        String actual = LocalFiles.sha256(path);
        say("   " + label + "  " + actual);
        if (!actual.equals(expected)) {
            throw new CommandFailure(ExitCode.NOT_VERIFIED, path + " is not the same");
        }
    }

    private void show(String name, Event e) {
        if (bar != null) {
            String phase = e.phase().equals("transferring") ? "" : e.phase();
            bar.update("   " + name, phase, e.reused(), e.written() - e.reused(), e.size());
        }
    }

    private void clearBar() {
        if (bar != null) {
            bar.clear();
        }
    }
}
