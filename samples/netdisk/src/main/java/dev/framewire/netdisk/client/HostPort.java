package dev.framewire.netdisk.client;

import java.net.InetSocketAddress;

/**
 * {@code HOST:PORT} or {@code HOST}, and {@code [::1]:7470} for an IPv6 address; with {@code tls://} before it where the
 * server speaks TLS.
 *
 * @param tls whether to speak TLS; never found out by trying, because whoever is in between would decide
 */
public record HostPort(String host, int port, boolean tls) {
    public static final int DEFAULT_PORT = 7470;

    private static final String TLS = "tls://";

    public HostPort(String host, int port) {
        this(host, port, false);
    }

    /** @throws IllegalArgumentException when it is not of that form */
    public static HostPort parse(String text) {
        if (!text.startsWith(TLS)) {
            return parseAddress(text);
        }
        HostPort address = parseAddress(text.substring(TLS.length()));
        return new HostPort(address.host, address.port, true);
    }

    /** The same without {@code tls://}. */
    public static HostPort parseAddress(String text) {
        int colon = text.lastIndexOf(':');
        boolean bare = text.startsWith("[") ? colon < text.indexOf(']') : colon < 0;
        String host = bare ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("write an IPv6 address in brackets: [" + text + "]:" + DEFAULT_PORT);
        }
        String port = bare ? String.valueOf(DEFAULT_PORT) : text.substring(colon + 1);
        if (host.isEmpty() || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("not HOST:PORT: '" + text + "'");
        }
        return new HostPort(host, Integer.parseInt(port));
    }

    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (tls ? TLS : "") + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
