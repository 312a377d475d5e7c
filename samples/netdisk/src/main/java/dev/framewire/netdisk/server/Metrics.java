package dev.framewire.netdisk.server;

import java.util.concurrent.atomic.AtomicLong;

/** What the server counts, in the words of Prometheus. */
final class Metrics {
    final AtomicLong connections = new AtomicLong();
    final AtomicLong openConnections = new AtomicLong();
    final AtomicLong waiting = new AtomicLong();
    final AtomicLong turnedAway = new AtomicLong();
    final AtomicLong registrations = new AtomicLong();
    final AtomicLong logins = new AtomicLong();
    final AtomicLong loginFailures = new AtomicLong();
    final AtomicLong putsDone = new AtomicLong();
    final AtomicLong putsFailed = new AtomicLong();
    final AtomicLong getsDone = new AtomicLong();
    final AtomicLong getsFailed = new AtomicLong();
    final AtomicLong bytesReceived = new AtomicLong();
    final AtomicLong bytesSent = new AtomicLong();

    String text() {
        StringBuilder out = new StringBuilder();
        counter(out, "connections", "Connections accepted.", connections);
        metric(out, "open_connections", "gauge", "Connections open now.", openConnections);
        metric(out, "waiting_connections", "gauge", "Connections that wait in line now.", waiting);
        counter(out, "turned_away", "Connections closed because the server was full.", turnedAway);
        counter(out, "registrations", "Users registered.", registrations);
        counter(out, "logins", "Logins accepted.", logins);
        counter(out, "login_failures", "Logins refused.", loginFailures);
        counter(out, "puts_done", "Uploads completed.", putsDone);
        counter(out, "puts_failed", "Uploads that failed or broke off.", putsFailed);
        counter(out, "gets_done", "Downloads completed.", getsDone);
        counter(out, "gets_failed", "Downloads that failed or broke off.", getsFailed);
        counter(out, "received_bytes", "Bytes received from clients, on the socket.", bytesReceived);
        counter(out, "sent_bytes", "Bytes sent to clients, on the socket.", bytesSent);
        return out.toString();
    }

    private static void counter(StringBuilder out, String name, String help, AtomicLong value) {
        metric(out, name + "_total", "counter", help, value);
    }

    private static void metric(StringBuilder out, String name, String type, String help, AtomicLong value) {
        String full = "netdisk_" + name;
        out.append("# HELP ").append(full).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(full).append(' ').append(type).append('\n');
        out.append(full).append(' ').append(value.get()).append('\n');
    }
}
