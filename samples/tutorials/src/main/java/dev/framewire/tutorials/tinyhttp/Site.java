package dev.framewire.tutorials.tinyhttp;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What is found under a path. */
@FunctionalInterface
interface Site {
    /** Null where there is nothing, or nothing that is given away. The caller closes it. */
    Page find(String path) throws IOException;

    /** @param length of the body, exactly */
    record Page(String type, long length, InputStream body) implements Closeable {
        static Page html(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return new Page("text/html; charset=utf-8", bytes.length, new ByteArrayInputStream(bytes));
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /** The original's: the same page under every path. */
    static Site ofOnePage() {
        return path -> Page.html("<h1>hello from Framewire</h1>\n");
    }
}
