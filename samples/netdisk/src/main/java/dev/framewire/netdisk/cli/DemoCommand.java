package dev.framewire.netdisk.cli;

import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderView;
import dev.framewire.netdisk.cli.DemoProcesses.Ended;
import dev.framewire.netdisk.cli.DemoProcesses.Event;
import dev.framewire.netdisk.cli.Syntax.Arg;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.Sizes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The main job, with real processes: a server is killed in the middle of an upload and a client in the middle of a
 * download, and both go on where they stopped. Nothing is taken on trust: the bytes on the socket are counted, both copies
 * are hashed.
 */
final class DemoCommand extends Subcommand {
    private static final long MIN_FILE_BYTES = 100_000_000;
    private static final int KILL_AT_PERCENT = 35;
    private static final int MIN_REUSED_PERCENT = 25;
    private static final int ATTEMPTS = 3;
    private static final int DEFAULT_PACE_SECONDS = 12;
    private static final String REMOTE = "modules";

    private final Arg<Path> file =
            syntax.option("--file", Path.class, "FILE", "the file to send (default: the JDK's lib/modules)");

    // Two thirds of it are left when the middle is seen: so long may this process be held up before the middle has
    // passed.
    private final Arg<Integer> pace =
            syntax.hiddenOption("--pace", Integer.class, "seconds the whole file would take (default: 12)");

    private int paceSeconds;
    private DemoProcesses processes;
    private Process server;
    private ProgressBar bar;

    DemoCommand(Root root) {
        super(
                root,
                "demo",
                "Show the main job: a real file crosses a server and a client that are killed half-way.",
                "Starts processes of its own on this machine, and takes everything away again.");
    }

    /**
     * A transfer that is to be cut.
     *
     * @param killsServer the server is killed, else the client itself
     * @param target there once it has got to its end, whatever the client could still say of it
     * @param undo makes it a new one where it got to its end
     */
    private record Leg(String name, List<String> command, boolean killsServer, Path target, Undo undo) {
        interface Undo {
            void run() throws Exception;
        }

        String victim() {
            return killsServer ? "the server" : "the client";
        }
    }

    @Override
    public Integer call() throws Exception {
        long start = System.nanoTime();
        Path source = file.or(Path.of(System.getProperty("java.home"), "lib", "modules"));
        if (Files.size(source) < MIN_FILE_BYTES) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    source + " has only " + Sizes.format(Files.size(source)) + "; give --file with at least 100 MB");
        }
        paceSeconds = pace.or(DEFAULT_PACE_SECONDS);
        if (paceSeconds < 1) {
            throw new CommandFailure(ExitCode.USAGE, "a pace is 1 second or more: " + paceSeconds);
        }
        bar = root.screen.errIsTerminal()
                ? new ProgressBar(root.screen.err, root.screen::width, root.screen.isUnicode(), System::nanoTime)
                : null;
        if (bar != null) {
            Screen.whenResized(bar::resized); // until this process ends
        }
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
        Path local = processes.folder().resolve("downloaded");
        List<String> put = List.of("put", source.toString(), REMOTE, "--progress", "json", "--json");
        List<String> get = List.of("get", REMOTE, local.toString(), "--progress", "json", "--json");

        say("1  a server with an empty folder");
        server = processes.startServer();
        say("   " + processes.address() + ", identity " + processes.identity());
        say("2  a user registers and logs in; the server keeps a verifier, never the password");
        command("register");
        command("login");

        say("3  upload of " + source + ", " + Sizes.format(size) + " at " + Sizes.format(size / paceSeconds) + "/s");
        killInTheMiddle(size, new Leg("upload", put, true, processes.home().resolve(REMOTE), () -> {
            server = processes.startServer();
            command("rm", REMOTE);
        }));
        say("4  the server starts again, the upload goes on as fast as it can");
        server = processes.startServer();
        resume("upload", size, put);

        say("5  download");
        killInTheMiddle(size, new Leg("download", get, false, local, () -> Files.delete(local)));
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
        if (!server.waitFor(DemoProcesses.LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new CommandFailure(ExitCode.REFUSED, "the server did not stop");
        }
    }

    private void say(String line) {
        root.screen.out.println(line);
        root.screen.out.flush();
    }

    private void command(String... arguments) throws Exception {
        Ended ended = processes.follow(processes.startClient(List.of(arguments)), event -> {});
        ended.errors().forEach(line -> say("   " + line));
        ended.result().lines().forEach(line -> say("   " + line));
        if (ended.exitCode() != ExitCode.DONE) {
            throw new CommandFailure(ended.exitCode(), "'netdisk " + arguments[0] + "' ended with " + ended.exitCode());
        }
    }

    // a machine that is held up may be past the middle before this process sees it: then again, at half the pace
    private void killInTheMiddle(long size, Leg leg) throws Exception {
        long rate = Math.max(1 << 20, size / paceSeconds);
        for (int attempt = 1; !killed(leg, rate); attempt++, rate /= 2) {
            if (attempt == ATTEMPTS) {
                throw new CommandFailure(
                        ExitCode.REFUSED, "the " + leg.name + " was over before its middle was seen, each time");
            }
            say("   over before its middle was seen; once more, half as fast");
            leg.undo.run();
        }
    }

    // follows a transfer and kills a process in its middle; false if it had got to its end
    private boolean killed(Leg leg, long rate) throws Exception {
        List<String> paced = new ArrayList<>(leg.command);
        paced.addAll(List.of("--rate", Long.toString(rate)));
        Process client = processes.startClient(paced);
        Process victim = leg.killsServer ? server : client;
        AtomicReference<Event> atKill = new AtomicReference<>();
        Ended ended = processes.follow(client, event -> {
            show(leg.name, event);
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
                    "the " + leg.name + " ended with " + ended.exitCode() + " before its middle: " + ended.errors());
        }
        if (!victim.waitFor(DemoProcesses.LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new CommandFailure(ExitCode.REFUSED, leg.victim() + " did not die");
        }
        if (Files.exists(leg.target)) {
            return false;
        }
        say("   killed " + leg.victim() + " (SIGKILL) when " + Sizes.format(event.written()) + ", "
                + event.written() * 100 / event.size() + " %, were written");
        if (leg.killsServer) {
            ended.errors().forEach(line -> say("   the client says: " + line));
            if (ended.exitCode() != ExitCode.NO_CONNECTION) {
                throw new CommandFailure(
                        ExitCode.REFUSED,
                        "the client ended with " + ended.exitCode() + ", not " + ExitCode.NO_CONNECTION);
            }
        }
        return true;
    }

    private void resume(String name, long size, List<String> arguments) throws Exception {
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
