package dev.framewire.benchmarks.programs;

import dev.framewire.benchmarks.process.Command;
import dev.framewire.benchmarks.process.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** curl and nginx: plain HTTP with sendfile, nothing encrypted, nothing checked. Uploads are whole files only. */
final class Nginx extends HomePeer {
    private final Process process;
    private final int port = Daemon.freePort();
    private final String curl = Tool.CURL.path();

    Nginx(Path folder) throws IOException, InterruptedException {
        super(Programs.NGINX, folder);
        String root = "root".equals(System.getProperty("user.name")) ? "user root; " : "";
        Path settings = folder.resolve("nginx.conf");
        StringBuilder temporary = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            temporary
                    .append(kind)
                    .append("_temp_path ")
                    .append(folder.resolve("tmp-" + kind))
                    .append("; ");
        }
        Files.writeString(
                settings,
                root + "daemon off; worker_processes 2; pid " + folder.resolve("pid") + "; error_log "
                        + folder.resolve("error.log")
                        + "; events {}\nhttp { access_log off; sendfile on; tcp_nopush on; "
                        + "client_max_body_size 0; " + temporary + "server { listen 127.0.0.1:" + port + "; root "
                        + home()
                        + "; location / { dav_methods PUT; create_full_put_path on; } } }\n");
        process = Command.in(folder)
                .log(folder.resolve("nginx.log"))
                .launch(List.of(Tool.NGINX.path(), "-p", folder + "/", "-c", settings.toString()));
        Daemon.awaitPort(process, port, "nginx");
    }

    private String url(String name) {
        return "http://127.0.0.1:" + port + "/" + name;
    }

    @Override
    public List<ProcessHandle> servers() {
        return List.of(process.toHandle());
    }

    @Override
    public List<String> put(Path local, String name) {
        return List.of(curl, "-sSf", "-o", "/dev/null", "-T", local.toString(), url(name));
    }

    @Override
    public List<String> get(String name, Path local) {
        return List.of(curl, "-sSf", "-o", local.toString(), url(name));
    }

    @Override
    public List<String> putTree(Path local, String name) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String file : files(local)) {
            lines.add("upload-file=\"" + local.resolve(file) + "\"\nurl=\"" + url(name + "/" + file)
                    + "\"\noutput=\"/dev/null\"");
        }
        return many(lines, "put");
    }

    @Override
    public List<String> getTree(String name, Path local) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String file : files(home().resolve(name))) {
            lines.add("url=\"" + url(name + "/" + file) + "\"\noutput=\"" + local.resolve(file) + "\"");
        }
        return many(lines, "get");
    }

    private List<String> many(List<String> lines, String what) throws IOException {
        Path file = folder.resolve("curl-" + what);
        Files.write(file, lines);
        return List.of(curl, "-sSf", "-Z", "--parallel-max", "8", "--create-dirs", "-K", file.toString());
    }

    private static List<String> files(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> tree.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Optional<List<String>> resumeGet(String name, Path local) {
        return Optional.of(List.of(curl, "-sSf", "-C", "-", "-o", local.toString(), url(name)));
    }

    @Override
    public void close() {
        Leftovers.end(process);
    }
}
