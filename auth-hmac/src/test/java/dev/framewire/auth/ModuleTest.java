package dev.framewire.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A build can fall back to the class path unnoticed; this one notices. */
@Tag("jpms")
class ModuleTest {
    private final Module module = SecureSession.class.getModule();

    @Test
    void isNamedAndExportsOnePackage() {
        assertThat(module.getName()).isEqualTo("dev.framewire.auth");
        assertThat(module.getDescriptor().exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactly("dev.framewire.auth");
    }

    @Test
    void knowsNothingOfTransfers() {
        assertThat(module.getDescriptor().requires().stream()
                        .map(ModuleDescriptor.Requires::name)
                        .filter(name -> name.startsWith("dev.framewire."))
                        .collect(Collectors.toSet()))
                .containsExactly("dev.framewire.framing");
    }
}
