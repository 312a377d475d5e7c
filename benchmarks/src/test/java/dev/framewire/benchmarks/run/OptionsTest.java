package dev.framewire.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void a_short_run_of_everything_is_the_default() {
        Options options = Options.parse();
        assertThat(options.size()).isEqualTo(Options.Size.SHORT);
        assertThat(options.resume()).isFalse();
        assertThat(options.isPart()).isFalse();
    }

    @Test
    void a_run_has_a_time_unless_it_is_a_full_one() {
        assertThat(Options.parse().minutes()).isEqualTo(40);
        assertThat(Options.parse("--guard").minutes()).isEqualTo(5);
        assertThat(Options.parse("--full").minutes()).isEqualTo(Integer.MAX_VALUE);
        assertThat(Options.parse("--minutes", "7", "--short").minutes()).isEqualTo(7);
    }

    @Test
    void everything_can_be_said() {
        Options options = Options.parse("--full", "--continue", "--only", "split|read", "--minutes", "22");
        assertThat(options.size()).isEqualTo(Options.Size.FULL);
        assertThat(options.resume()).isTrue();
        assertThat(options.isPart()).isTrue();
        assertThat(options.only().matcher("framing/read@17").find()).isTrue();
        assertThat(options.minutes()).isEqualTo(22);
    }

    @Test
    void the_page_of_an_interrupted_run_keeps_what_it_measured() {
        Options options = Options.parse("--page");
        assertThat(options.page()).isTrue();
        assertThat(options.resume()).isTrue();
    }

    @Test
    void a_part_may_have_fewer_rounds() {
        assertThat(Options.parse("--full").rounds()).isZero();
        assertThat(Options.parse("--full", "--rounds", "2").rounds()).isEqualTo(2);
        assertThatThrownBy(() -> Options.parse("--rounds", "0")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_measurement_may_be_profiled() {
        assertThat(Options.parse().profile()).isEmpty();
        assertThat(Options.parse("--profile", "put-1GiB")
                        .profile()
                        .orElseThrow()
                        .pattern())
                .isEqualTo("put-1GiB");
        assertThatThrownBy(() -> Options.parse("--profile", "(")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_rehearsal_has_one_round_and_a_folder_and_a_page_of_its_own() {
        Options options = Options.parse("--full", "--rehearse", "--rounds", "3");
        assertThat(options.rounds()).isEqualTo(1);
        assertThat(options.isPart()).isTrue();
        assertThat(options.folder()).isEqualTo("rehearsal-full");
        assertThat(Options.parse("--full").folder()).isEqualTo("full");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--fast", "split", "--only", "--minutes"})
    void anything_else_is_usage(String argument) {
        assertThatThrownBy(() -> Options.parse(argument)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "99999999", ""})
    void minutes_are_a_number_above_zero(String minutes) {
        assertThatThrownBy(() -> Options.parse("--minutes", minutes)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_broken_pattern_is_usage() {
        assertThatThrownBy(() -> Options.parse("--only", "(")).isInstanceOf(IllegalArgumentException.class);
    }
}
