package dev.framewire.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A JDK of this machine.
 *
 * @param version as its {@code release} file says, with the vendor
 */
public record Jdk(int major, Path home, String version) {
    private static final Path USUAL = Path.of("/usr/lib/jvm");

    /** The program of that name. */
    public String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** The newest of the two that we support, where installed; else the one that runs this. */
    static Jdk newest(List<Jdk> jdks) {
        return jdks.get(jdks.size() - 1);
    }

    /** 17 and 25, as far as they are installed: the running one, JAVA_HOME and {@code /usr/lib/jvm} are looked at. */
    static List<Jdk> find() throws IOException {
        List<Path> homes = new ArrayList<>();
        homes.add(Path.of(System.getProperty("java.home")));
        Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(homes::add);
        if (Files.isDirectory(USUAL)) {
            try (Stream<Path> all = Files.list(USUAL)) {
                all.sorted().forEach(homes::add);
            }
        }
        List<Jdk> found = new ArrayList<>();
        for (int major : new int[] {17, 25}) {
            for (Path home : homes) {
                Optional<Jdk> jdk = at(home).filter(j -> j.major == major);
                if (jdk.isPresent()) {
                    found.add(jdk.get());
                    break;
                }
            }
        }
        if (found.isEmpty()) {
            found.add(at(homes.get(0)).orElseThrow());
        }
        return found;
    }

    static Optional<Jdk> at(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return Optional.empty();
        }
        Properties facts = new Properties();
        try (var in = Files.newBufferedReader(release)) {
            facts.load(in);
        }
        String version = facts.getProperty("JAVA_VERSION", "0").replace("\"", "");
        String vendor = facts.getProperty("IMPLEMENTOR", "").replace("\"", "");
        int major = Integer.parseInt(version.replaceFirst("[^0-9].*", ""));
        return Optional.of(new Jdk(major, home.toRealPath(), (version + " " + vendor).trim()));
    }
}
