package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SPEC.md names tests and vectors; they exist. */
class SpecTest {
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)\\.(\\w+)`");

    @Test
    void everyTestThatStandsForAnAttackIsThere() throws Exception {
        Matcher named = TEST.matcher(Files.readString(Path.of("SPEC.md")));
        Map<String, Boolean> found = new TreeMap<>();
        while (named.find()) {
            Class<?> type = Class.forName("dev.framewire.auth." + named.group(1));
            found.put(named.group(), methods(type).anyMatch(method -> method.equals(named.group(2))));
        }
        assertThat(found).hasSizeGreaterThan(20).doesNotContainValue(false);
    }

    private static Stream<String> methods(Class<?> type) {
        return Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredClasses()))
                .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
                .map(Method::getName);
    }

    @Test
    void everyVectorIsReadBySomeTest() throws Exception {
        StringBuilder tests = new StringBuilder();
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                tests.append(Files.readString(source));
            }
        }
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/vectors"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString().replace(".txt", "")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(tests).contains(name));
        }
    }
}
