package dev.framewire.netdisk.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", ":7470", "host:", "host:65536", "::1", "tls://", "tls://:1", "TLS://a:1", "tls://tls://a:1"})
    void refusesWhatIsNoServer(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAddressToListenAtHasNoScheme() {
        assertThatThrownBy(() -> HostPort.parseAddress("tls://127.0.0.1:1"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:1, 127.0.0.1:1, false",
        "disk.example, disk.example:7470, false",
        "[::1]:9, [::1]:9, false",
        "tls://disk.example, tls://disk.example:7470, true",
        "tls://[::1]:9, tls://[::1]:9, true"
    })
    void readsAndWrites(String text, String written, boolean tls) {
        HostPort server = HostPort.parse(text);
        assertThat(server).hasToString(written);
        assertThat(server.tls()).isEqualTo(tls);
        assertThat(HostPort.parse(server.toString())).isEqualTo(server);
    }
}
