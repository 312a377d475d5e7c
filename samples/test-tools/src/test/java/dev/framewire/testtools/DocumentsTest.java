package dev.framewire.testtools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Keeps the documents true: a code block below a comment {@code <!-- path region -->} is, to the letter, that region of a
 * file that the build compiles, and a relative link leads somewhere.
 *
 * <p>A region of a file stands between {@code tag::region} and {@code end::region}.
 */
class DocumentsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- (\\S+) (\\S+) -->\\n+```\\w*\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?![a-z]+:|#)([^)#\\s]+)");

    @TestFactory
    Stream<DynamicTest> aSnippetIsWhatTheBuildCompiles() throws IOException {
        return matches(SNIPPET, (document, match) -> {
            Path source = ROOT.resolve(match.group(1));
            assertTrue(
                    Files.exists(source), () -> document + " takes a snippet from " + source + ", which is not there");
            assertEquals(region(Files.readString(source), match.group(2)), match.group(3), document::toString);
        });
    }

    @TestFactory
    Stream<DynamicTest> aLinkLeadsSomewhere() throws IOException {
        return matches(LINK, (document, match) -> {
            Path target = document.resolveSibling(match.group(1));
            assertTrue(Files.exists(target), () -> document + " links to " + match.group(1) + ", which is not there");
        });
    }

    private interface Check {
        void run(Path document, MatchResult match) throws IOException;
    }

    private static Stream<DynamicTest> matches(Pattern pattern, Check check) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path document : documents()) {
            pattern.matcher(Files.readString(document)).results().forEach(match -> {
                String name = ROOT.relativize(document) + ": " + match.group(1);
                tests.add(DynamicTest.dynamicTest(name, () -> check.run(document, match)));
            });
        }
        return tests.stream();
    }

    private static List<Path> documents() throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = String.valueOf(folder.getFileName());
                boolean built =
                        name.equals("target") || name.equals("src") || name.startsWith(".") && !folder.equals(ROOT);
                return built ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static String region(String source, String name) {
        List<String> lines = source.lines().toList();
        int from = indexOf(lines, "tag::" + name) + 1;
        List<String> body = lines.subList(from, indexOf(lines, "end::" + name));
        int indent = body.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return body.stream()
                .map(line -> (line.isBlank() ? "" : line.substring(indent)) + "\n")
                .collect(Collectors.joining());
    }

    private static int indexOf(List<String> lines, String mark) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).stripTrailing().endsWith(mark)) {
                return i;
            }
        }
        throw new AssertionError("no line ends with " + mark);
    }
}
