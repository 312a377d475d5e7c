package dev.framewire.framing;

/** The bytes of a header, from whoever holds them: what a {@link FrameWriter} takes. */
public sealed interface HeaderBytes permits Header, HeaderBuilder, HeaderView {
    /**
     * The length.
     *
     * @return bytes, 2 to 65,535
     */
    int byteLength();

    /**
     * Copies the header.
     *
     * @param out where to
     * @param at from where on
     * @throws IndexOutOfBoundsException if it does not fit
     */
    void copyTo(byte[] out, int at);

    /**
     * The header as an array of its own.
     *
     * @return a JSON object in UTF-8
     */
    default byte[] toByteArray() {
        byte[] copy = new byte[byteLength()];
        copyTo(copy, 0);
        return copy;
    }
}
