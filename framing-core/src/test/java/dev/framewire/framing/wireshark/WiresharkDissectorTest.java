package dev.framewire.framing.wireshark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.Header;
import dev.framewire.framing.HeaderKey;
import dev.framewire.testtools.NeedsTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own traffic, cut into TCP segments in a capture file that needs no network, read by tshark with our dissector. */
@NeedsTool("tshark")
class WiresharkDissectorTest {
    private static final HeaderKey NAME = HeaderKey.of("name");

    @TempDir
    private Path folder;

    @Test
    void shows_frames_however_they_are_cut_into_segments() throws Exception {
        byte[] traffic = traffic(new byte[5], new byte[0], new byte[300]);
        for (int segmentBytes : new int[] {13, 20, 30, 64, 1400}) {
            assertThat(tshark(traffic, segmentBytes))
                    .as("segments of %d bytes", segmentBytes)
                    .containsExactly("{\"name\":\"f0\"} 5", "{\"name\":\"f1\"} 0", "{\"name\":\"f2\"} 300");
        }
    }

    @Test
    void finds_the_next_frame_behind_a_body_that_is_too_long_to_collect() throws Exception {
        byte[] looksLikeFrames = new byte[3_000_000];
        Arrays.fill(looksLikeFrames, (byte) '{');
        assertThat(tshark(traffic(new byte[5], looksLikeFrames, new byte[7]), 1400))
                .containsExactly("{\"name\":\"f0\"} 5", "{\"name\":\"f1\"} 3000000", "{\"name\":\"f2\"} 7");
    }

    private static byte[] traffic(byte[]... bodies) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (FrameWriter writer = new FrameWriter(out)) {
            for (int i = 0; i < bodies.length; i++) {
                writer.write(Header.builder().put(NAME, "f" + i), bodies[i]);
            }
        }
        return out.toByteArray();
    }

    private List<String> tshark(byte[] traffic, int segmentBytes) throws Exception {
        Path capture = Files.write(folder.resolve("traffic.pcap"), capture(traffic, segmentBytes));
        ProcessBuilder command = new ProcessBuilder(
                        "tshark",
                        "-r",
                        capture.toString(),
                        "-X",
                        "lua_script:"
                                + Path.of("src/main/wireshark/framewire.lua").toAbsolutePath(),
                        "-Y",
                        "framewire.header_length",
                        "-T",
                        "fields",
                        "-E",
                        "separator=|",
                        "-E",
                        "aggregator=;",
                        "-e",
                        "framewire.header",
                        "-e",
                        "framewire.body_length")
                .redirectError(folder.resolve("errors").toFile());
        command.environment().put("HOME", folder.toString());
        Process process = command.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("errors")))
                .isZero();
        List<String> frames = new ArrayList<>();
        for (String line : printed.lines().toList()) {
            String[] columns = line.split("\\|", -1);
            String[] headers = columns[0].split(";", -1);
            String[] lengths = columns[1].split(";", -1);
            for (int i = 0; i < headers.length; i++) {
                frames.add(headers[i] + " " + lengths[i]);
            }
        }
        return frames;
    }

    /** A capture of raw IPv4 packets (link type 101), as libpcap defines it; one TCP segment each. */
    private static byte[] capture(byte[] traffic, int segmentBytes) {
        int packets = (traffic.length + segmentBytes - 1) / segmentBytes;
        ByteBuffer file = ByteBuffer.allocate(24 + packets * 56 + traffic.length);
        file.putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(1 << 18)
                .putInt(101);
        for (int at = 0; at < traffic.length; at += segmentBytes) {
            int length = Math.min(segmentBytes, traffic.length - at);
            file.putInt(at / segmentBytes).putInt(0).putInt(40 + length).putInt(40 + length);
            file.put((byte) 0x45).put((byte) 0).putShort((short) (40 + length)).putInt(0);
            file.put((byte) 64)
                    .put((byte) 6)
                    .putShort((short) 0)
                    .putInt(0x7f000001)
                    .putInt(0x7f000001);
            file.putShort((short) 40_000).putShort((short) 9_000).putInt(1 + at).putInt(1);
            file.put((byte) 0x50).put((byte) 0x18).putShort((short) 0xffff).putInt(0);
            file.put(traffic, at, length);
        }
        return file.array();
    }
}
