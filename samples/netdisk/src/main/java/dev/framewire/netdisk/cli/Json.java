package dev.framewire.netdisk.cli;

import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderKey;
import java.nio.charset.StandardCharsets;

/** The fields of {@code --json} that are not also fields of the protocol. */
final class Json {
    static final HeaderKey EQUAL = HeaderKey.of("equal");
    static final HeaderKey LOCAL = HeaderKey.of("local");
    static final HeaderKey REMOTE = HeaderKey.of("remote");
    static final HeaderKey COMMAND = HeaderKey.of("command");
    /** Bytes of content that were sent now. */
    static final HeaderKey SENT = HeaderKey.of("sent");
    /** Bytes of content that were there from before. */
    static final HeaderKey REUSED = HeaderKey.of("reused");
    /** Bytes on the socket, both directions, encryption and all. */
    static final HeaderKey SOCKET = HeaderKey.of("socket");

    static final HeaderKey ROOT = HeaderKey.of("root");
    /** What the tree above that is made with. */
    static final HeaderKey TREE = HeaderKey.of("tree");

    static final HeaderKey PHASE = HeaderKey.of("phase");

    private Json() {}

    static String line(HeaderBuilder object) {
        return new String(object.toByteArray(), StandardCharsets.UTF_8);
    }
}
