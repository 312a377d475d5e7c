package dev.framewire.netdisk.client;

import dev.framewire.netdisk.wire.Text;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * {@code HOST:PORT}, and {@code [::1]:7470} for an IPv6 address; with {@code tls://} before it where the server speaks TLS.
 *
 * @param host a name, an IPv4 address of four decimal parts, or an IPv6 address without its brackets
 * @param port 0 is any free one, where one listens
 * @param tls whether to speak TLS; never found out by trying, because whoever is in between would decide
 */
public record HostPort(String host, int port, boolean tls) {
    public static final int DEFAULT_PORT = 7470;

    private static final String TLS = "tls://";

    /** No longer name can be looked up. */
    private static final int MAX_NAME_CHARS = 254;

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]+(\\.[\\p{L}\\p{N}_-]+)*\\.?");

    /** Resolvers take what ends in one for an IPv4 address in any of its old spellings: 999 is 0.0.3.231, 010 is 8. */
    private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(.*\\.)?(\\p{N}+|0[xX]\\p{XDigit}*)\\.?");

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    public HostPort(String host, int port) {
        this(host, port, false);
    }

    /**
     * Where a server is.
     *
     * @throws IllegalArgumentException when it is not of that form, or the port is 0
     */
    public static HostPort parse(String text) {
        boolean tls = text.startsWith(TLS);
        HostPort address = parse(tls ? text.substring(TLS.length()) : text, 1);
        return new HostPort(address.host, address.port, tls);
    }

    /**
     * Where to listen: the same without {@code tls://}, and the port may be 0.
     *
     * @throws IllegalArgumentException when it is not of that form
     */
    public static HostPort parseAddress(String text) {
        return parse(text, 0);
    }

    private static HostPort parse(String text, int minPort) {
        int colon = text.lastIndexOf(':');
        if (colon < text.indexOf(']') || colon < 0 || colon == text.length() - 1) {
            throw new IllegalArgumentException("no port in '" + printable(text) + "'; write HOST:PORT");
        }
        return new HostPort(host(text.substring(0, colon), text), port(text.substring(colon + 1), minPort, text));
    }

    private static String host(String host, String text) {
        if (host.startsWith("[") && host.endsWith("]")) {
            String address = host.substring(1, host.length() - 1);
            if (!isIpv6(address)) {
                throw new IllegalArgumentException("no IPv6 address: '" + printable(host) + "'");
            }
            return address;
        }
        if (host.indexOf(':') >= 0 && isIpv6(host)) {
            throw new IllegalArgumentException("write an IPv6 address in brackets, as in [::1]:" + DEFAULT_PORT
                    + ", and not '" + printable(text) + "'");
        }
        if (host.length() > MAX_NAME_CHARS || !NAME.matcher(host).matches()) {
            throw new IllegalArgumentException("not HOST:PORT: '" + printable(text) + "'");
        }
        if (ENDS_IN_A_NUMBER.matcher(host).matches() && !IPV4.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "'" + host + "' is no host; an IPv4 address has four parts, as in 127.0.0.1:" + DEFAULT_PORT);
        }
        return host;
    }

    private static int port(String port, int min, String text) {
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < min || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException(
                    "a port is " + min + " to 65535, and not as in '" + printable(text) + "'");
        }
        return Integer.parseInt(port);
    }

    /** With or without a zone; whether there is such a zone is found out when it is used. */
    private static boolean isIpv6(String text) {
        int zone = text.indexOf('%');
        if (zone >= 0 && !text.substring(zone + 1).matches("[\\w.-]+")) {
            return false;
        }
        String address = zone < 0 ? text : text.substring(0, zone);
        if (!address.matches("[\\p{XDigit}:.]*:[\\p{XDigit}:.]*")) {
            return false;
        }
        try {
            // what has a colon is never looked up
            return InetAddress.getByName("[" + address + "]").getAddress().length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String printable(String text) {
        return Text.printable(text);
    }

    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (tls ? TLS : "") + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
