package dev.framewire.benchmarks.scaling;

import dev.framewire.benchmarks.contest.Contestant;
import dev.framewire.benchmarks.figures.Series;
import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.Leftovers;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** So many connections to an echo server in a JVM of its own; the time of one message and the server's memory. */
public final class ConnectionsContestant implements Contestant, Closeable {
    private static final int MESSAGES = 50_000;
    private static final int WARM_UP = 50_000;

    private final String name;
    private final int count;
    private final Process server;
    private final int port;
    private double residentBytes;

    private ConnectionsContestant(String name, int count, Path jar, String java, Path folder) throws IOException {
        this.name = name;
        this.count = count;
        this.server = Command.in(folder)
                .start(List.of(java, "-Xmx512m", "-cp", jar.toString(), EchoProcess.class.getName(), name));
        String said =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (said == null) {
            Leftovers.end(server);
            throw new IOException("the echo server of " + name + " ended");
        }
        this.port = Integer.parseInt(said);
    }

    /** All contestants of a curve, with their servers; closing ends these. */
    public static final class Stage implements Closeable {
        private final List<ConnectionsContestant> all = new ArrayList<>();

        /** Starts a server for each. */
        public Stage(Path folder, Path jar, String java, List<Integer> counts) throws IOException {
            try {
                for (int count : counts) {
                    all.add(new ConnectionsContestant("framewire", count, jar, java, folder));
                    all.add(new ConnectionsContestant("netty", count, jar, java, folder));
                }
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        /** The contestants. */
        public List<ConnectionsContestant> contestants() {
            return List.copyOf(all);
        }

        @Override
        public void close() {
            all.forEach(ConnectionsContestant::close);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double x() {
        return count;
    }

    @Override
    public double run() throws IOException {
        try (Connections connections = new Connections(port, count)) {
            connections.echo(WARM_UP);
            double seconds = connections.echo(MESSAGES);
            residentBytes = resident();
            return seconds;
        }
    }

    private double resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(server.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }

    @Override
    public Map<String, Double> measures() {
        return Map.of(Series.PEAK, residentBytes);
    }

    @Override
    public void close() {
        Leftovers.end(server);
    }
}
