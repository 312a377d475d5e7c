package dev.framewire.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fails if the build silently falls back to the class path. Pitest runs on the class path, so it skips this tag. */
@Tag("jpms")
class ModuleTest {
    @Test
    void mainAndTestClassesShareTheNamedModule() {
        assertEquals("dev.framewire.transfer", TransferEngine.class.getModule().getName());
        assertEquals(TransferEngine.class.getModule(), ModuleTest.class.getModule());
    }
}
