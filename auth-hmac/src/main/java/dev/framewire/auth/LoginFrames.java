package dev.framewire.auth;

import dev.framewire.framing.HeaderKey;

/**
 * The words of a login inside a session. Native frames, each under the deadline and the limits of a handshake.
 *
 * <pre>
 *     C→S  {"type":"login","mechanism":"scram-sha-256"}  body client-first      or  "mechanism":"token"  body 48 bytes
 *     S→C  {"type":"challenge"}                          body server-first
 *     C→S  {"type":"proof"}                              body client-final
 *     S→C  {"type":"finish"}                             body server-final                               body 32 bytes
 *          {"type":"failed"} instead, at any time, for every cause
 * </pre>
 */
final class LoginFrames {
    static final String LOGIN = "login";
    static final String CHALLENGE = "challenge";
    static final String PROOF = "proof";
    static final String FINISH = "finish";
    static final HeaderKey MECHANISM = HeaderKey.of("mechanism");
    static final String SCRAM = "scram-sha-256";
    static final String TOKEN = "token";

    private LoginFrames() {}
}
