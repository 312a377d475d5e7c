package dev.framewire.framing.dump;

import dev.framewire.framing.FrameDecoder;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Prints the frames of one stream as its bytes come by. One thread at a time; the output may be shared. */
final class FrameDump {
    private static final int PREVIEW_BYTES = 32;
    private static final int MAX_HEADER_CHARS = 2000;

    private final String label;
    private final FrameDecoder decoder;
    private final PrintStream out;
    private final byte[] preview = new byte[PREVIEW_BYTES];
    private int previewed;
    private boolean inFrame;
    private boolean faulty;
    private boolean stopped;

    FrameDump(String label, FrameFormat format, PrintStream out) {
        this.label = label;
        this.out = out;
        // a spectator has no reason to refuse what the format allows, nor to run out of patience with a body
        this.decoder = new FrameDecoder(
                format,
                FrameLimits.builder()
                        .maxBodyBytes(FrameFormat.MAX_BODY_BYTES)
                        .maxDrainBytes(FrameFormat.MAX_BODY_BYTES)
                        .build());
    }

    /** Whether an error has been printed. */
    boolean faulty() {
        return faulty;
    }

    /** Whether the frames behind the error cannot be found. */
    boolean stopped() {
        return stopped;
    }

    void feed(byte[] bytes, int length) {
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        while (!stopped) {
            try {
                switch (decoder.next(in)) {
                    case NEED_INPUT -> {
                        return;
                    }
                    case HEADER -> header();
                    case BODY -> {
                        int count = Math.min(decoder.chunkLength(), PREVIEW_BYTES - previewed);
                        System.arraycopy(bytes, decoder.chunkOffset(), preview, previewed, count);
                        previewed += count;
                    }
                    case END -> body();
                }
            } catch (FrameException e) {
                failure(e);
            }
        }
    }

    void end() {
        if (stopped) {
            return;
        }
        try {
            decoder.endOfInput();
            print("end @" + decoder.streamOffset() + ", " + decoder.frameIndex() + " frames\n");
        } catch (FrameException e) {
            failure(e);
        }
    }

    private void header() {
        byte[] header = decoder.header().toByteArray();
        StringBuilder text = new StringBuilder("frame ").append(decoder.frameIndex());
        text.append("  header @").append(decoder.streamOffset() - header.length);
        text.append(' ').append(header.length).append(" B, body @").append(decoder.streamOffset());
        text.append(' ').append(decoder.bodyLength()).append(" B\n");
        if (header.length > 0) {
            text.append("    ").append(escaped(new String(header, StandardCharsets.UTF_8)));
            text.append('\n');
        }
        print(text.toString());
        previewed = 0;
        inFrame = true;
    }

    /** The first bytes of the body, in hex and as far as they are printable ASCII. */
    private void body() {
        inFrame = false;
        if (previewed == 0) {
            return;
        }
        StringBuilder hex = new StringBuilder("    ");
        StringBuilder ascii = new StringBuilder();
        for (int i = 0; i < previewed; i++) {
            int value = preview[i] & 0xff;
            hex.append(Character.forDigit(value >> 4, 16))
                    .append(Character.forDigit(value & 15, 16))
                    .append(' ');
            ascii.append(value >= 0x20 && value < 0x7f ? (char) value : '.');
        }
        long shown = decoder.bodyLength() - decoder.bodyRemaining();
        print(hex + " |" + ascii + "|" + (shown > previewed ? " ..." : "") + "\n");
    }

    private void failure(FrameException e) {
        if (inFrame) {
            body();
        }
        faulty = true;
        stopped = !e.recoverable();
        StringBuilder text = new StringBuilder("ERROR @").append(e.streamOffset());
        text.append(" frame ")
                .append(e.frameIndex())
                .append(' ')
                .append(e.kind())
                .append(" in its ");
        text.append(e.stage())
                .append(": ")
                .append(escaped(String.valueOf(e.getMessage())))
                .append('\n');
        e.hint().ifPresent(hint -> text.append("    hint: ").append(hint).append('\n'));
        text.append(stopped ? "    nothing behind it can be read\n" : "    this frame is skipped\n");
        print(text.toString());
    }

    private void print(String text) {
        // one call for each block, so that the two directions of a connection do not mix their lines
        out.print(label.isEmpty() ? text : label + " " + text);
        out.flush();
    }

    /** What may be shown on a terminal: no control, no format character that turns text around, not too much. */
    private static String escaped(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(MAX_HEADER_CHARS).forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.PRIVATE_USE,
                        Character.UNASSIGNED,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> shown.append(String.format("\\u{%x}", c));
                default -> shown.appendCodePoint(c);
            }
        });
        return text.length() > MAX_HEADER_CHARS ? shown + " ... (" + text.length() + " characters)" : shown.toString();
    }
}
