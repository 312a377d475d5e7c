package dev.framewire.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreeMemoryTest {
    @ParameterizedTest
    @CsvSource({"0, true", "9, true", "10, true", "11, false", "4294967295, false"})
    void blocksOfAnOrderThatThereIsAreReported(String order, boolean reported) {
        assertThat(FreeMemory.isReported(order + "\n")).isEqualTo(reported);
    }

    @Test
    void nothingIsLeftOfWhatWasTouched(@TempDir Path folder) throws IOException {
        FreeMemory.touch(folder, Room.free(folder) - (3 << 20));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whereThereIsNoRoomNothingIsTouched(@TempDir Path folder) throws IOException {
        FreeMemory.touch(folder, Long.MAX_VALUE);
        assertThat(folder).isEmptyDirectory();
        assertThat(Files.isDirectory(folder)).isTrue();
    }
}
