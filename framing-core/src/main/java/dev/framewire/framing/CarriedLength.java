package dev.framewire.framing;

import dev.framewire.framing.FrameException.Kind;
import dev.framewire.framing.FrameException.Stage;

/** The body's length where the header carries it: in exactly one of the format's fields, so that no two readers choose differently. */
final class CarriedLength {
    private CarriedLength() {}

    /**
     * Reads it.
     *
     * @return 0 to 2^53-1
     * @throws BadHeaderException if none of the fields has it, or two, or one that is no such number
     */
    static long of(HeaderView view, FrameFormat format) throws BadHeaderException {
        HeaderKey found = null;
        for (HeaderKey key : format.bodyLengthKeys()) {
            if (view.has(key)) {
                if (found != null) {
                    throw bad("two body lengths, \"" + found.name() + "\" and \"" + key.name() + "\"");
                }
                found = key;
            }
        }
        if (found == null) {
            if (format.bodyOptional()) {
                return 0;
            }
            throw bad("no body length in " + format.bodyLengthKeys());
        }
        long length;
        try {
            length = view.getLong(found);
        } catch (FrameException e) {
            throw bad("the body length \"" + found.name() + "\" is no integer");
        }
        if (length < 0 || length > FrameFormat.MAX_BODY_BYTES) {
            throw bad("the body length \"" + found.name() + "\" is out of range");
        }
        return length;
    }

    private static BadHeaderException bad(String text) {
        return new BadHeaderException(Problem.of(Kind.BODY_LENGTH_FIELD, Stage.HEADER, "Corrupt header: " + text));
    }
}
