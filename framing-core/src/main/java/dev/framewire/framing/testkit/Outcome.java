package dev.framewire.framing.testkit;

/** One thing that a receiver of native frames finds in a stream. A stream's outcomes end with an error or the end. */
public sealed interface Outcome {
    /**
     * A whole frame with a valid header.
     *
     * @param offset of its first byte
     * @param headerBytes length of the header, which begins at {@code offset + 12}
     * @param bodyBytes length of the body, which follows the header
     */
    record Frame(long offset, int headerBytes, long bodyBytes) implements Outcome {
        @Override
        public String toString() {
            return "frame " + offset + " " + headerBytes + " " + bodyBytes;
        }
    }

    /**
     * An error; the last outcome unless it is recoverable.
     *
     * @param kind name of a {@code FrameException.Kind}
     * @param stage name of a {@code FrameException.Stage}
     * @param offset of the part at fault; of a truncation, the number of bytes that arrived
     * @param recoverable whether the next frame can be read
     */
    record Failure(String kind, String stage, long offset, boolean recoverable) implements Outcome {
        @Override
        public String toString() {
            return "error " + kind + " " + stage + " " + offset + (recoverable ? " recoverable" : "");
        }
    }

    /**
     * The stream ended between two frames.
     *
     * @param offset its length
     */
    record End(long offset) implements Outcome {
        @Override
        public String toString() {
            return "end " + offset;
        }
    }

    /**
     * Reads what {@code toString()} printed.
     *
     * @param text such as {@code frame 0 2 0}, {@code error TRUNCATED BODY 17} or {@code end 14}
     * @return the outcome
     * @throws IllegalArgumentException if the text is not of that form
     */
    static Outcome parse(String text) {
        String[] words = text.strip().split(" +", -1);
        if (words[0].equals("frame") && words.length == 4) {
            return new Frame(Long.parseLong(words[1]), Integer.parseInt(words[2]), Long.parseLong(words[3]));
        }
        if (words[0].equals("error") && words.length == 4) {
            return new Failure(words[1], words[2], Long.parseLong(words[3]), false);
        }
        if (words[0].equals("error") && words.length == 5 && words[4].equals("recoverable")) {
            return new Failure(words[1], words[2], Long.parseLong(words[3]), true);
        }
        if (words[0].equals("end") && words.length == 2) {
            return new End(Long.parseLong(words[1]));
        }
        throw new IllegalArgumentException("not an outcome: " + text);
    }
}
