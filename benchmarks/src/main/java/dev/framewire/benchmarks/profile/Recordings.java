package dev.framewire.benchmarks.profile;

import dev.framewire.benchmarks.figures.Quantity;
import dev.framewire.benchmarks.profile.Recorded.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** The recordings of some JVMs, one file each. */
public final class Recordings {
    private static final int TOP = 8;
    private static final int CPU_TIME = 25;
    /** Of CPU time, in code of the JVM and of the system as well. */
    private static final String CPU_SAMPLE = "jdk.CPUTimeSample";
    /** Of threads that run Java. */
    private static final String JAVA_SAMPLE = "jdk.ExecutionSample";
    /** Of threads in native code, also those that wait in a call. */
    private static final String NATIVE_SAMPLE = "jdk.NativeMethodSample";

    private static final String SUFFIX = ".jfr";

    private final Path folder;

    /** In an empty folder. */
    public Recordings(Path folder) {
        this.folder = folder;
    }

    /** The options that make a JVM of that version record itself. What ends of itself leaves its recording at the end. */
    public List<String> options(int major) {
        String cpu = major >= CPU_TIME ? "," + CPU_SAMPLE + "#enabled=true," + CPU_SAMPLE + "#throttle=10ms" : "";
        return List.of(
                "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + folder.resolve("%p" + SUFFIX)
                        + cpu,
                "-XX:FlightRecorderOptions=stackdepth=96",
                "-Xlog:jfr*=off");
    }

    /** The file for the recording of a JVM that goes on, for {@code jcmd PID JFR.dump filename=FILE}. */
    public Path file(long pid) {
        return folder.resolve(pid + SUFFIX);
    }

    /** For each contestant, what each JVM did while it ran. */
    public String report(List<Recorded> contestants) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(SUFFIX))
                    .filter(file -> file.toFile().length() > 0) // else its JVM was killed: it is written at the end
                    .sorted()
                    .toList();
        }
        StringBuilder text = new StringBuilder();
        for (Recorded contestant : contestants) {
            List<Span> spans = contestant.spans();
            if (!spans.isEmpty()) {
                double seconds = spans.stream().mapToDouble(Span::seconds).sum() / spans.size();
                text.append(String.format(
                        Locale.ROOT, "%s: %s, mean of %d%n", contestant.name(), Quantity.time(seconds), spans.size()));
                for (Path file : files) {
                    Jvm jvm = new Jvm(spans);
                    jvm.read(file);
                    text.append(jvm.report());
                }
            }
        }
        return text.toString();
    }

    /** As a reader knows it: the class of a lambda has numbers behind the name of the class that wrote it. */
    static String method(String type, String name) {
        return type.replaceFirst("(?<=\\$\\$Lambda).*", "") + "." + name;
    }

    /** What one JVM did in some spans of time. */
    private static final class Jvm {
        private final List<Span> spans;
        private final Map<String, Map<CpuWork, Integer>> works = new HashMap<>();
        private final Map<String, Map<String, Integer>> methods = new HashMap<>();
        private Duration collecting = Duration.ZERO;
        private String name = "";

        Jvm(List<Span> spans) {
            this.spans = spans;
        }

        void read(Path file) throws IOException {
            try (RecordingFile recording = new RecordingFile(file)) {
                while (recording.hasMoreEvents()) {
                    RecordedEvent event = recording.readEvent();
                    String type = event.getEventType().getName();
                    if (type.equals("jdk.JVMInformation")) {
                        name = event.getString("javaArguments").replaceFirst("^.*?([^/. ]+)( .*)?$", "$1");
                    } else if (within(event.getStartTime())) {
                        switch (type) {
                            case CPU_SAMPLE, JAVA_SAMPLE, NATIVE_SAMPLE -> sample(type, event.getStackTrace());
                            case "jdk.GarbageCollection" ->
                                collecting = collecting.plus(event.getDuration("sumOfPauses"));
                            default -> {
                                // nothing to count
                            }
                        }
                    }
                }
            }
        }

        private boolean within(Instant time) {
            return spans.stream().anyMatch(span -> span.holds(time));
        }

        private void sample(String type, RecordedStackTrace trace) {
            List<String> stack = trace == null
                    ? List.of()
                    : trace.getFrames().stream().map(Jvm::method).toList();
            works.computeIfAbsent(type, t -> new EnumMap<>(CpuWork.class)).merge(CpuWork.of(stack), 1, Integer::sum);
            methods.computeIfAbsent(type, t -> new HashMap<>()).merge(place(stack), 1, Integer::sum);
        }

        private static String method(RecordedFrame frame) {
            return Recordings.method(
                    frame.getMethod().getType().getName(), frame.getMethod().getName());
        }

        /** The innermost method, and the innermost of ours. */
        private static String place(List<String> stack) {
            if (stack.isEmpty()) {
                return "no stack";
            }
            String inner = stack.get(0);
            String ours = stack.stream()
                    .filter(method -> method.startsWith("dev.framewire."))
                    .findFirst()
                    .orElse(inner);
            return shortened(inner) + (ours.equals(inner) ? "" : " < " + shortened(ours));
        }

        private static String shortened(String method) {
            return method.replaceFirst("^.*\\.([^.]+\\.[^.]+)$", "$1");
        }

        String report() {
            StringBuilder text = new StringBuilder();
            List<String> types =
                    works.containsKey(CPU_SAMPLE) ? List.of(CPU_SAMPLE) : List.of(JAVA_SAMPLE, NATIVE_SAMPLE);
            for (String type : types) {
                Map<CpuWork, Integer> kinds = works.getOrDefault(type, Map.of());
                int all = kinds.values().stream().mapToInt(Integer::intValue).sum();
                if (all > 0) {
                    text.append(String.format(
                            Locale.ROOT,
                            "  %s, %,d samples %s; pauses of the collector %d ms%n",
                            name,
                            all,
                            words(type),
                            collecting.toMillis()));
                    kinds.entrySet().stream()
                            .sorted(Map.Entry.<CpuWork, Integer>comparingByValue()
                                    .reversed())
                            .forEach(kind -> text.append(
                                    line(kind.getValue(), all, kind.getKey().words())));
                    text.append("    of these\n").append(top(methods.get(type), all));
                }
            }
            return text.toString();
        }

        private static String words(String type) {
            return switch (type) {
                case CPU_SAMPLE -> "of CPU time, each 10 ms";
                case NATIVE_SAMPLE -> "in native code, waiting there included";
                default -> "in Java";
            };
        }

        private static String top(Map<String, Integer> methods, int all) {
            List<Map.Entry<String, Integer>> sorted = new ArrayList<>(methods.entrySet());
            sorted.sort(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()));
            return sorted.stream()
                    .limit(TOP)
                    .map(method -> line(method.getValue(), all, method.getKey()))
                    .collect(Collectors.joining());
        }

        private static String line(int samples, int all, String words) {
            return String.format(Locale.ROOT, "    %5.1f %%  %s%n", 100.0 * samples / all, words);
        }
    }
}
