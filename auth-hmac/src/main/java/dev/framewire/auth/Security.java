package dev.framewire.auth;

/**
 * What a session protects. Decide on these facts, not on the suite's name.
 *
 * @param suite the suite's name on the wire
 * @param mutual both ends have proved who they are
 * @param encrypted nobody on the way can read
 * @param serverAuthenticated the client has checked who the server is
 * @param forwardSecret whoever records the traffic now and steals the keys later still cannot read it
 * @param channelBound the login is tied to the channel beneath it, so it cannot be relayed into another one
 */
public record Security(
        String suite,
        boolean mutual,
        boolean encrypted,
        boolean serverAuthenticated,
        boolean forwardSecret,
        boolean channelBound) {}
