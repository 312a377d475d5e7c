package dev.framewire.netdisk.wire;

import java.util.Locale;

/** Why a server refused. On the wire in lower case with hyphens: {@code not-found}. */
public enum ErrorCode {
    /** The message is not one that may stand here, or lacks a field. The client's fault. */
    BAD_REQUEST,
    /** The path or name is not allowed. */
    BAD_NAME,
    /** There is nothing of that name. */
    NOT_FOUND,
    /** The name is taken. */
    EXISTS,
    NOT_A_FOLDER,
    NOT_A_FILE,
    NOT_EMPTY,
    /** Something of that name is there, but it is not a file or folder of this disk (a link, a device). */
    DENIED,
    /** It would not fit into the user's quota. */
    QUOTA,
    /** The disk is full. */
    NO_SPACE,
    /** Somebody else is at it. */
    BUSY,
    /** Name and password, or token, were not accepted. */
    LOGIN_FAILED,
    /** The server takes no registrations from here. */
    REGISTRATION_CLOSED,
    /** Too many tries, connections or registrations; later it may work. */
    TRY_LATER,
    /** The server's own trouble; its log says more. */
    INTERNAL;

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The code of a word; {@link #INTERNAL} for a word of a later version. */
    public static ErrorCode of(String word) {
        for (ErrorCode code : values()) {
            if (code.word().equals(word)) {
                return code;
            }
        }
        return INTERNAL;
    }
}
