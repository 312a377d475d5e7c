package dev.framewire.netdisk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoProcessesTest {
    @Test
    void nothingIsStartedBehindTheBackOfTheEnd() throws IOException {
        DemoProcesses processes = new DemoProcesses();
        processes.close(); // as the hook of a signal does, while the demo goes from one step to the next

        assertThatThrownBy(() -> processes.startClient(List.of("ls"))).isInstanceOf(IOException.class);
        assertThat(processes.folder()).doesNotExist();
    }
}
