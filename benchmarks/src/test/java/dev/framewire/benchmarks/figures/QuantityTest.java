package dev.framewire.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuantityTest {
    @Test
    void times_have_the_unit_that_suits() {
        assertThat(Quantity.time(0)).isEqualTo("0.00 ns");
        assertThat(Quantity.time(3.14159e-9)).isEqualTo("3.14 ns");
        assertThat(Quantity.time(9.999e-4)).isEqualTo("1.00 ms");
        assertThat(Quantity.time(0.0123)).isEqualTo("12.3 ms");
        assertThat(Quantity.time(3600)).isEqualTo("3600 s");
    }

    @Test
    void a_spread_keeps_the_unit_of_its_median() {
        assertThat(Quantity.time(new Spread(0.0009996, 0.0005, 1))).isEqualTo("1.00 (0.50–1000) ms");
    }

    @Test
    void sizes() {
        assertThat(Quantity.bytes(0)).isEqualTo("0 B");
        assertThat(Quantity.bytes(0.25)).isEqualTo("0.25 B");
        assertThat(Quantity.bytes(1023)).isEqualTo("1023 B");
        assertThat(Quantity.bytes(1024)).isEqualTo("1 KiB");
        assertThat(Quantity.bytes(1.5 * (1 << 20))).isEqualTo("1.50 MiB");
        assertThat(Quantity.bytes(8.0 * (1 << 30))).isEqualTo("8 GiB");
    }
}
