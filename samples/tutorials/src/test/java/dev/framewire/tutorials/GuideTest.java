package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guided tour: its commands are run as they are printed, but for ports and folders; and both languages say the same. */
class GuideTest {
    private static final String LAUNCHER = "samples/tutorials/tutorial";

    /** The packages, in reading order. */
    private static final List<String> LESSONS = List.of(
            "sticky",
            "echo",
            "command",
            "upload",
            "progress",
            "login",
            "linkcheck",
            "concurrent",
            "multiplex",
            "udp",
            "tinyhttp");

    @TempDir
    Path scratch;

    private String english;
    private String chinese;

    @BeforeEach
    void read() throws IOException {
        english = Files.readString(Path.of("README.md"));
        chinese = Files.readString(Path.of("README.zh-CN.md"));
    }

    private static List<String> commands(String guide) {
        return guide.lines()
                .filter(line -> line.startsWith("    " + LAUNCHER) || line.startsWith("    python3"))
                .map(line -> line.strip().split(" {3,}")[0]) // behind a wide gap stands a remark
                .toList();
    }

    /** Runs of indented lines. */
    private static List<List<String>> blocks(String guide) {
        List<List<String>> blocks = new ArrayList<>();
        boolean inside = false;
        for (String line : guide.split("\n", -1)) {
            boolean code = line.startsWith("    ");
            if (code && !inside) {
                blocks.add(new ArrayList<>());
            }
            if (code) {
                blocks.get(blocks.size() - 1).add(line);
            }
            inside = code;
        }
        return blocks;
    }

    private static List<String> all(String guide, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(guide)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @Test
    void bothLanguagesSayTheSame() {
        assertThat(commands(chinese)).isEqualTo(commands(english));
        assertThat(all(chinese, "^#+ ")).isEqualTo(all(english, "^#+ "));
        assertThat(all(chinese, "^- \\*\\*")).isEqualTo(all(english, "^- \\*\\*"));
        assertThat(all(chinese, "^\\|")).isEqualTo(all(english, "^\\|"));
        Function<String, List<Integer>> sizes =
                guide -> blocks(guide).stream().map(List::size).toList();
        assertThat(sizes.apply(chinese)).isEqualTo(sizes.apply(english));
        // What stands in code style is the same in every language; its order in a sentence is not.
        assertThat(all(chinese, "`[^`\n]+`")).containsExactlyInAnyOrderElementsOf(all(english, "`[^`\n]+`"));
        Function<String, List<String>> links = guide -> all(guide, "\\]\\([^)]+\\)").stream()
                .filter(link -> !link.startsWith("](README"))
                .toList();
        assertThat(links.apply(chinese)).containsExactlyInAnyOrderElementsOf(links.apply(english));
        assertThat(all(english, "\\]\\([^)]+\\)"))
                .allSatisfy(link -> assertThat(Path.of(link.substring(2, link.length() - 1)))
                        .exists());
    }

    /** What is drawn without words is drawn alike. */
    @Test
    void theSameBytesAreDrawn() {
        Function<String, Stream<String>> drawings = guide -> blocks(guide).stream()
                .flatMap(List::stream)
                .filter(line -> line.matches("[-\\x20-\\x7e…]*"))
                .filter(line -> !line.matches(".*[a-z]{4,} [a-z]{2,}.*"));
        assertThat(drawings.apply(chinese).toList()).isNotEmpty();
        assertThat(drawings.apply(english).toList())
                .containsAll(drawings.apply(chinese).toList());
    }

    @Test
    @NeedsTool("python3")
    void everyCommandDoesWhatItSays() throws IOException {
        Files.writeString(scratch.resolve("big.iso"), "x".repeat(100_000));
        Path pictures = Files.createDirectory(scratch.resolve("served"));
        Files.writeString(pictures.resolve("a.png"), "a");
        Files.writeString(pictures.resolve("b.png"), "b");
        List<AutoCloseable> servers = new ArrayList<>();
        String port = "";
        try {
            for (String command : commands(english)) {
                if (command.startsWith("python3 -m http.server 8000")) {
                    Python server = Python.serve("s10_pictures_server", pictures);
                    servers.add(server);
                    port = server.port();
                    continue;
                }
                if (command.startsWith("python3 your_client.py")) {
                    assertThat(Python.run("s01_echo_client", port, "hello")).isEqualTo("hello\n");
                    continue;
                }
                String[] words = words(command, port);
                if (words.length > 1 && words[1].equals("serve")) {
                    Program server = Program.serve(words);
                    servers.add(server);
                    port = server.portText();
                } else {
                    Program program = Program.run("s3cret\n", words);
                    assertThat(program.exit())
                            .as(command + "\n" + program.err())
                            .isZero();
                }
            }
        } finally {
            for (AutoCloseable server : servers) {
                try {
                    server.close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }
        assertThat(scratch.resolve("in").resolve("big.iso")).hasContent("x".repeat(100_000));
        assertThat(scratch.resolve("pictures").resolve("b.png")).hasContent("b");
    }

    /** A shell's words, with the test's own port, folders and key. */
    private String[] words(String command, String port) {
        List<String> words = new ArrayList<>();
        Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+")
                .matcher(command.substring(LAUNCHER.length()))
                .results()
                .forEach(word -> words.add(word.group().replace("\"", "")));
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).replace("/tmp/", scratch + "/");
            if (word.matches("9000|8000")) {
                word = words.contains("serve") ? "0" : port;
            }
            words.set(i, word.equals("big.iso") ? scratch.resolve(word).toString() : word);
        }
        boolean ownFormat = !words.contains("--format");
        if (ownFormat && (words.contains("serve") || words.contains("client"))) {
            words.addAll(List.of("--key-file", scratch.resolve("key").toString()));
        }
        return words.toArray(new String[0]);
    }

    @Test
    void everyLessonOpensWithWhatItTeachesWhatWasWrongAndWhatItSkips() throws IOException {
        Path lessons = Path.of("src", "main", "java", "dev", "framewire", "tutorials");
        for (String lesson : LESSONS) {
            assertThat(Files.readString(lessons.resolve(lesson).resolve("package-info.java")))
                    .containsSubsequence(
                            "<b>Teaches</b>", "<b>The original gets wrong</b>", "<b>Skips</b>", "<b>Read</b>");
        }
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
            List<String> tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .toList();
            assertThat(all(english, "`[A-Z][A-Za-z]+Test`"))
                    .hasSizeGreaterThan(20)
                    .allSatisfy(test -> assertThat(tests).contains(test.replace("`", "")));
        }
    }

    /** A screen each: what a package says is to be read, without its comments and imports. */
    @Test
    void aLessonsServerAndClientAreAScreenEach() throws IOException {
        Path lessons = Path.of("src", "main", "java", "dev", "framewire", "tutorials");
        for (String lesson : LESSONS) {
            String opening = Files.readString(lessons.resolve(lesson).resolve("package-info.java"));
            List<String> files = all(opening.substring(opening.indexOf("<b>Read</b>")), "(?<=@code )[A-Za-z]+");
            assertThat(files).as(lesson).isNotEmpty();
            for (String file : files) {
                String source = Files.readString(lessons.resolve(lesson).resolve(file + ".java"))
                        .replaceAll("(?s)/\\*.*?\\*/", "");
                assertThat(source.lines()
                                .map(String::strip)
                                .filter(line -> !line.isEmpty() && !line.matches("(//|import|package).*")))
                        .as(file)
                        .hasSizeLessThanOrEqualTo(72);
            }
        }
    }

    /** A name in code style that looks like an option or a format is one. */
    @Test
    void everyOptionThatIsNamedExists() {
        StringBuilder help = new StringBuilder();
        for (String lesson : Program.run("", "list")
                .out()
                .lines()
                .map(line -> line.split(" ")[0])
                .toList()) {
            for (String part : new String[] {"", "serve", "client"}) {
                String[] ask = part.isEmpty() ? new String[] {lesson, "--help"} : new String[] {lesson, part, "--help"};
                Program program = Program.run("", ask);
                help.append(program.out()).append(program.err());
            }
        }
        assertThat(all(english, "--[a-z][a-z-]+"))
                .isNotEmpty()
                .allSatisfy(option -> assertThat(help).contains(option));
    }
}
