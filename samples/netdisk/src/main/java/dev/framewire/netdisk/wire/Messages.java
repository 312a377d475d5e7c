package dev.framewire.netdisk.wire;

import dev.framewire.framing.HeaderKey;

/** Every word of the protocol, once. {@code SPEC.md} says what they mean. */
public final class Messages {
    /** The version that both sides name in their first message. */
    public static final int VERSION = 1;

    /** The name of a message's kind; every header has it. */
    public static final HeaderKey TYPE = HeaderKey.of("type");

    // client to server, before the login
    public static final HeaderKey HELLO = HeaderKey.of("hello");
    public static final HeaderKey REGISTER = HeaderKey.of("register");
    public static final HeaderKey SCRAM_FIRST = HeaderKey.of("scram-first");
    public static final HeaderKey SCRAM_FINAL = HeaderKey.of("scram-final");
    public static final HeaderKey TOKEN_LOGIN = HeaderKey.of("token-login");
    // client to server, any time
    public static final HeaderKey PING = HeaderKey.of("ping");
    // client to server, after the login
    public static final HeaderKey TOKEN_ISSUE = HeaderKey.of("token-issue");
    public static final HeaderKey TOKEN_REVOKE = HeaderKey.of("token-revoke");
    public static final HeaderKey PASSWORD = HeaderKey.of("password");
    public static final HeaderKey LIST = HeaderKey.of("list");
    public static final HeaderKey STAT = HeaderKey.of("stat");
    public static final HeaderKey MKDIR = HeaderKey.of("mkdir");
    public static final HeaderKey RMDIR = HeaderKey.of("rmdir");
    public static final HeaderKey REMOVE = HeaderKey.of("remove");
    public static final HeaderKey MOVE = HeaderKey.of("move");
    public static final HeaderKey USAGE = HeaderKey.of("usage");
    public static final HeaderKey DIGEST = HeaderKey.of("digest");
    public static final HeaderKey PARTIALS = HeaderKey.of("partials");
    public static final HeaderKey DROP = HeaderKey.of("drop");
    // server to client
    public static final HeaderKey OK = HeaderKey.of("ok");
    public static final HeaderKey ERROR = HeaderKey.of("error");
    public static final HeaderKey ENTRIES = HeaderKey.of("entries");
    public static final HeaderKey WORKING = HeaderKey.of("working");

    // fields
    public static final HeaderKey VERSION_FIELD = HeaderKey.of("version");
    public static final HeaderKey AGENT = HeaderKey.of("agent");
    public static final HeaderKey REGISTRATION = HeaderKey.of("registration");
    public static final HeaderKey USER = HeaderKey.of("user");
    public static final HeaderKey CODE = HeaderKey.of("code");
    public static final HeaderKey MESSAGE = HeaderKey.of("message");
    public static final HeaderKey PATH = HeaderKey.of("path");
    public static final HeaderKey TO = HeaderKey.of("to");
    public static final HeaderKey PARENTS = HeaderKey.of("parents");
    public static final HeaderKey RECURSIVE = HeaderKey.of("recursive");
    public static final HeaderKey MORE = HeaderKey.of("more");
    public static final HeaderKey HIDDEN = HeaderKey.of("hidden");
    public static final HeaderKey NAME = HeaderKey.of("name");
    public static final HeaderKey KIND = HeaderKey.of("kind");
    public static final HeaderKey SIZE = HeaderKey.of("size");
    public static final HeaderKey MODIFIED = HeaderKey.of("modified");
    public static final HeaderKey USED = HeaderKey.of("used");
    public static final HeaderKey RESERVED = HeaderKey.of("reserved");
    public static final HeaderKey QUOTA = HeaderKey.of("quota");
    public static final HeaderKey SHA256 = HeaderKey.of("sha256");
    public static final HeaderKey DONE = HeaderKey.of("done");
    public static final HeaderKey WRITTEN = HeaderKey.of("written");
    public static final HeaderKey DURABLE = HeaderKey.of("durable");
    public static final HeaderKey EXPIRES = HeaderKey.of("expires");

    /** Values of {@link #KIND}. */
    public static final String FILE = "file";

    public static final String FOLDER = "folder";

    /** Bodies of messages of the netdisk itself are no longer than this; files travel in the transfer module's own frames. */
    public static final int MAX_BODY_BYTES = 1 << 20;

    private Messages() {}
}
