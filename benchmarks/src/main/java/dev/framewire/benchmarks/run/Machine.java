package dev.framewire.benchmarks.run;

import dev.framewire.benchmarks.figures.Outcome;
import dev.framewire.benchmarks.process.FreeMemory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the page says about the machine, its programs and the libraries measured. */
final class Machine {
    /** The fact that names them, the major version first. */
    static final String JDKS = "JDKs";

    private Machine() {}

    static Map<String, String> facts(List<Jdk> jdks) throws IOException, InterruptedException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
        facts.put("instructions", instructions());
        facts.put("memory", memory());
        facts.put(
                Outcome.SYSTEM,
                firstLine("/etc/os-release", "PRETTY_NAME=").replace("\"", "") + ", kernel "
                        + System.getProperty("os.version"));
        facts.put(JDKS, jdks.stream().map(Jdk::version).collect(Collectors.joining("; ")));
        facts.put("libraries", libraries());
        facts.put(Outcome.PROGRAMS, programs());
        return facts;
    }

    /** The commit of the working copy, and whether anything in it differs. */
    static String commit(Path root) throws InterruptedException {
        String commit = says("git", "-C", root.toString(), "rev-parse", "--short=12", "HEAD");
        String changes = says("git", "-C", root.toString(), "status", "--porcelain", "--untracked-files=no");
        return commit.isEmpty() ? "unknown" : commit + (changes.isEmpty() ? "" : " with uncommitted changes");
    }

    private static String processor() throws IOException {
        String name = firstLine("/proc/cpuinfo", "model name");
        return name.isEmpty() ? System.getProperty("os.arch") : name.replaceFirst("^[\\s:]+", "");
    }

    /** Whether the processor does the cryptography itself decides many of the figures. */
    private static String instructions() throws IOException {
        Set<String> flags =
                new HashSet<>(List.of(firstLine("/proc/cpuinfo", "flags").split("[\\s:]+")));
        return Stream.of("aes", "vaes", "sha_ni", "avx2", "avx512f")
                .map(flag -> (flags.contains(flag) ? "" : "no ") + flag)
                .collect(Collectors.joining(", "));
    }

    private static String memory() throws IOException {
        String kib = firstLine("/proc/meminfo", "MemTotal:").replaceAll("[^0-9]", "");
        return kib.isEmpty()
                ? "unknown"
                : String.format(Locale.ROOT, "%.1f GiB", Long.parseLong(kib) / 1048576.0)
                        + (FreeMemory.isGivenBack() ? ", free pages are given back to the host" : "");
    }

    private static String firstLine(String file, String start) throws IOException {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return "";
        }
        return Files.readAllLines(path).stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElse("");
    }

    /** As the build knew them. */
    private static String libraries() {
        Properties versions = new Properties();
        try (InputStream in = Machine.class.getResourceAsStream("/dev/framewire/benchmarks/versions.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TreeMap<>(versions)
                .entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining(", "));
    }

    private static String programs() throws InterruptedException {
        return List.of(
                        says("rsync", "--version"),
                        says("ssh", "-V"),
                        says("/usr/sbin/nginx", "-v"),
                        says("curl", "--version").replaceFirst("^(curl [^ ]+).*", "$1"))
                .stream()
                .filter(version -> !version.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** The first line a program prints, on either stream; empty if there is no such program. */
    private static String says(String... words) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0
                    ? text.lines()
                            .findFirst()
                            .orElse("")
                            .replaceAll("\\s+", " ")
                            .trim()
                    : "";
        } catch (IOException e) {
            return "";
        }
    }
}
