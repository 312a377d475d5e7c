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
            strings = {
                "",
                ":",
                ":7470",
                "host",
                "host:",
                "host:65536",
                "host:99999",
                "host:4294974766",
                "host:+80",
                "host:-1",
                "host:7470 ",
                " host:7470",
                "ho st:7470",
                "lin@host:7470",
                "1..2.3:7470",
                "http://host:80",
                "host/7470:1",
                "::1",
                "::1:7470",
                "::1:7\n470",
                "ho\nst:7470",
                "[::1]",
                "[::1]:",
                "[::1:7470",
                "::1]:7470",
                "[]:7470",
                "[host]:7470",
                "[127.0.0.1]:7470",
                "[::g]:7470",
                "[1:2:3]:7470",
                "[::1%]:7470",
                "tls://",
                "tls://:1",
                "tls://host",
                "TLS://a:1",
                "tls://tls://a:1"
            })
    void refusesWhatIsNoServer(String text) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("\n");
    }

    /** A resolver takes the most of them for an IPv4 address, and seldom for the one that was meant. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "999",
                "1.2.3",
                "1.2",
                "0x7f.1",
                "0x7f000001",
                "2130706433",
                "010.0.0.1",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.0x4",
                "1.2.3.4.",
                "disk.7",
                "१.२.३.४"
            })
    void aHostThatIsANumberIsNoHost(String host) {
        assertThatThrownBy(() -> HostPort.parseAddress(host + ":7470"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + host + "'");
        assertThatThrownBy(() -> HostPort.parseAddress(host)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> HostPort.parse("disk.example"))
                .hasMessage("no port in 'disk.example'; write HOST:PORT");
        assertThatThrownBy(() -> HostPort.parse("999")).hasMessage("no port in '999'; write HOST:PORT");
        assertThatThrownBy(() -> HostPort.parse("host:")).hasMessage("no port in 'host:'; write HOST:PORT");
        assertThatThrownBy(() -> HostPort.parse("[::1]")).hasMessage("no port in '[::1]'; write HOST:PORT");
        assertThatThrownBy(() -> HostPort.parse("::1:7470"))
                .hasMessage("write an IPv6 address in brackets, as in [::1]:7470, and not '::1:7470'");
        assertThatThrownBy(() -> HostPort.parse("a:65536")).hasMessage("a port is 1 to 65535, and not as in 'a:65536'");
    }

    @Test
    void aNameThatNobodyCanLookUpIsRefused() {
        assertThatThrownBy(() -> HostPort.parse("a.".repeat(100_000) + "a:1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not HOST:PORT: 'a.a.");
    }

    @Test
    void portZeroIsForThoseWhoListen() {
        assertThat(HostPort.parseAddress("localhost:0")).isEqualTo(new HostPort("localhost", 0));
        assertThatThrownBy(() -> HostPort.parse("localhost:0"))
                .hasMessage("a port is 1 to 65535, and not as in 'localhost:0'");
        assertThatThrownBy(() -> HostPort.parse("tls://localhost:0")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAddressToListenAtHasNoScheme() {
        assertThatThrownBy(() -> HostPort.parseAddress("tls://127.0.0.1:1"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:1, 127.0.0.1:1, false",
        "0.0.0.0:07470, 0.0.0.0:7470, false",
        "255.10.100.9:65535, 255.10.100.9:65535, false",
        "disk.example:7470, disk.example:7470, false",
        "3com.example:1, 3com.example:1, false",
        "7.disk:1, 7.disk:1, false",
        "my_disk-2.:1, my_disk-2.:1, false",
        "bücher.example:1, bücher.example:1, false",
        "[::1]:9, [::1]:9, false",
        "[::ffff:10.0.0.1]:9, [::ffff:10.0.0.1]:9, false",
        "[fe80::1%eth0]:9, [fe80::1%eth0]:9, false",
        "tls://disk.example:7470, tls://disk.example:7470, true",
        "tls://[::1]:9, tls://[::1]:9, true"
    })
    void readsAndWrites(String text, String written, boolean tls) {
        HostPort server = HostPort.parse(text);
        assertThat(server).hasToString(written);
        assertThat(server.tls()).isEqualTo(tls);
        assertThat(HostPort.parse(server.toString())).isEqualTo(server);
    }
}
