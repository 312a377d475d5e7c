package dev.framewire.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StickyTest {
    @Test
    void theBugThenTheCure() {
        Program sticky = Program.run("", "sticky");
        assertThat(sticky.exit()).as(sticky.err()).isZero();
        assertThat(sticky.out())
                .contains(
                        "recv(1024) -> \"ls -lpwddate\"",
                        "recv(1024) -> 1024 bytes",
                        "next()     -> \"pwd\"",
                        "next()     -> 3000 bytes");
    }

    @Test
    void everyLessonIsListed() {
        assertThat(Program.run("", "list").out().lines().map(line -> line.split(" ")[0]))
                .contains(
                        "sticky",
                        "echo",
                        "command",
                        "upload",
                        "progress",
                        "login",
                        "multiplex",
                        "udp-chat",
                        "udp-time",
                        "tiny-http");
    }

    @Test
    void aWaitForEverIsNotTaken() {
        for (String seconds : new String[] {"0", "-1", "86401"}) {
            Program client = Program.run(
                    "", "echo", "client", "--format", "raw", "--port", "1", "--timeout-seconds", seconds, "x");
            assertThat(client.exit()).isEqualTo(2);
            assertThat(client.err()).contains("--timeout-seconds not in 1..86400: " + seconds);
        }
    }

    @Test
    void aServerThatIsNotThereIsSaidInALine() {
        Program client = Program.run("", "echo", "client", "--format", "raw", "--port", "1", "x");
        assertThat(client.exit()).isEqualTo(1);
        assertThat(client.err())
                .startsWith("tutorial echo client: no server on 127.0.0.1:1")
                .hasLineCount(1);
    }
}
