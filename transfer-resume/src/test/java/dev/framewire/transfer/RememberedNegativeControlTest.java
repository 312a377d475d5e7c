package dev.framewire.transfer;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.framewire.transfer.ManifestSaboteur.Thing;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Would the simulator notice, were a guard of what a sender remembers not there? A sound file whose transfer fails, a wrong thing that
 * is published or remembered, are broken promises.
 */
@Timeout(900)
class RememberedNegativeControlTest {
    private static final int MOST_CASES = 4000;

    static Stream<Arguments> guards() {
        return Stream.of(
                arguments("its CRC", ManifestSaboteur.withoutCrc()),
                arguments("the root of its digests", ManifestSaboteur.withoutRoot()),
                arguments("the file's name", ManifestSaboteur.without(Thing.PATH)),
                arguments("the file's identity", ManifestSaboteur.without(Thing.IDENTITY)),
                arguments("its size", ManifestSaboteur.without(Thing.SIZE)),
                arguments("its time of modification", ManifestSaboteur.without(Thing.MODIFIED)),
                arguments("its time of change", ManifestSaboteur.without(Thing.CHANGED)),
                arguments("how it was cut", ManifestSaboteur.without(Thing.CHUNK)),
                arguments("how it was digested", ManifestSaboteur.without(Thing.CHECK)),
                arguments("the rest of two seconds", ManifestSaboteur.withoutWaitingForATick()),
                arguments("the tick between part and journal", ManifestSaboteur.withoutSealing()),
                arguments("forgetting what is wrong", ManifestSaboteur.withoutForgetting()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("guards")
    void withoutAGuardAPromiseBreaks(String guard, Sabotage sabotage) {
        SeededStates states = new SeededStates(sabotage);
        for (long number = 0; number < MOST_CASES; number++) {
            if (!SeededStates.caseOf(number).manifests()) {
                continue;
            }
            try {
                states.examineCase(number);
            } catch (AssertionError e) {
                if (e.getCause() instanceof StorageOracle.Broken broken) {
                    System.out.println("negative control: " + guard + ": " + broken.getMessage() + ", case " + number);
                    return;
                }
            }
        }
        throw new AssertionError("not noticed in " + MOST_CASES + " cases: " + guard);
    }
}
