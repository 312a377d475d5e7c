package dev.framewire.framing.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's example, compiled and run. */
class ReadmeTestkitTest {
    // readme-testkit: begin
    // tag::sticky
    @Test
    void my_messages_survive_sticky_packets() throws IOException {
        byte[] bytes = write("hello", "", "world");
        Deliveries.check(bytes, in -> {
            DataInputStream reader = new DataInputStream(in);
            for (String message : List.of("hello", "", "world")) {
                assertThat(reader.readUTF()).isEqualTo(message);
            }
            assertThat(reader.read()).isEqualTo(-1);
        });
    }
    // end::sticky
    // readme-testkit: end

    private static byte[] write(String... messages) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (String message : messages) {
            out.writeUTF(message);
        }
        return bytes.toByteArray();
    }
}
