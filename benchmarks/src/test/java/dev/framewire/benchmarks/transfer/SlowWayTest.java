package dev.framewire.benchmarks.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewire.testtools.NeedsTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsTool("sh")
class SlowWayTest {
    private static final SlowWay.Link LINK = new SlowWay.Link(20_000_000, 125_000_000, 0.001);

    @TempDir
    Path folder;

    /** Instead of a shell that changes the machine: keeps what it is told. */
    private List<String> shell(int exit) throws IOException {
        Path script = Files.writeString(
                folder.resolve("shell"),
                "printf '%s|' \"$@\" >> \"" + folder + "/told\"; echo no netem here; exit " + exit);
        return List.of("sh", script.toString());
    }

    @Test
    void the_kernel_is_told_delay_loss_and_rate_and_to_end_it() throws IOException {
        try (SlowWay way = new NetemLoopback(4711, LINK, shell(0))) {
            assertThat(way.port()).isEqualTo(4711);
            assertThat(folder.resolve("told")).content().contains("netem", "|10000|0.100000|1000000000|");
        }
        assertThat(folder.resolve("told")).content().contains("tc qdisc del dev lo root");
    }

    @Test
    void a_kernel_that_refuses_is_an_error_with_its_words() {
        assertThatThrownBy(() -> new NetemLoopback(4711, LINK, shell(2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no netem here");
    }

    @Test
    void without_a_namespace_of_our_own_it_is_a_proxy_and_says_so() throws IOException {
        try (SlowWay way = SlowWay.to(1, LINK)) {
            assertThat(way).isInstanceOf(DelayProxy.class);
        }
        assertThat(SlowWay.words()).contains("a proxy that delays");
    }

    @Test
    void the_loopback_of_the_namespace_that_should_have_been_left_is_never_slowed() throws IOException {
        String here = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        assertThat(SlowWay.byKernel(here)).isFalse();
        assertThat(SlowWay.byKernel("")).isFalse();
        assertThat(SlowWay.byKernel("net:[1]")).isTrue();
    }
}
