package dev.framewire.benchmarks.scaling;

import dev.framewire.framing.FrameDecoder;
import dev.framewire.framing.FrameDecoder.Event;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameFormat;
import dev.framewire.framing.FrameLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;

/**
 * Our decoder under a selector. A connection has a decoder and nothing else: the buffers are the thread's, since a message
 * that was split leaves what came of it in the decoder's hands only as a count, and its bytes are echoed as they come.
 */
final class FramewireEcho implements EchoServer {
    private final Selector selector = Selector.open();
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final ByteBuffer in = ByteBuffer.allocate(64 << 10);
    private final ByteBuffer out = ByteBuffer.allocateDirect(128 << 10);
    private final Thread thread = new Thread(this::run, "framewire echo");
    private volatile boolean closing;

    FramewireEcho() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public int port() {
        return listener.socket().getLocalPort();
    }

    private void run() {
        try {
            while (!closing) {
                selector.select();
                for (Iterator<SelectionKey> ready = selector.selectedKeys().iterator(); ready.hasNext(); ) {
                    SelectionKey key = ready.next();
                    ready.remove();
                    if (key.isAcceptable()) {
                        accept();
                    } else {
                        serve(key);
                    }
                }
            }
        } catch (IOException e) {
            // nobody is answered any more, and the measurement fails
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
            channel.configureBlocking(false);
            channel.socket().setTcpNoDelay(true);
            FrameDecoder decoder = new FrameDecoder(FrameFormat.plain(4, ByteOrder.BIG_ENDIAN), FrameLimits.defaults());
            channel.register(selector, SelectionKey.OP_READ, decoder);
        }
    }

    private void serve(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (channel.read(in.clear()) < 0) {
                channel.close();
                return;
            }
            in.flip();
            echo((FrameDecoder) key.attachment());
            out.flip();
            while (out.hasRemaining() && !closing) {
                channel.write(out);
            }
        } catch (IOException e) {
            channel.close();
        }
    }

    private void echo(FrameDecoder decoder) throws FrameException {
        out.clear();
        for (Event event = decoder.next(in); event != Event.NEED_INPUT; event = decoder.next(in)) {
            if (event == Event.HEADER) {
                out.putInt((int) decoder.bodyLength());
            } else if (event == Event.BODY) {
                out.put(in.array(), decoder.chunkOffset(), decoder.chunkLength());
            }
        }
    }

    /** Whatever is closed while its thread goes through the keys ends that thread with another failure each time. */
    @Override
    public void close() throws IOException {
        closing = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // and closed all the same
        }
        listener.close();
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
