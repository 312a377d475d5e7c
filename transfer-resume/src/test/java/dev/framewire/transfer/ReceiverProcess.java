package dev.framewire.transfer;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;

/** A server that is there to be killed: receives into the target that it is told, and says its port. */
final class ReceiverProcess {
    private ReceiverProcess() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        try (TransferEngine engine =
                        TransferEngine.builder().checkpointBytes(1 << 20).build();
                FileStore store = FileStore.open(folder.resolve(".xfer"));
                ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.out.println(listening.getLocalPort());
            System.out.flush();
            try (Socket socket = listening.accept()) {
                FrameReader in = new FrameReader(socket.getInputStream());
                FrameWriter out = new FrameWriter(socket.getOutputStream());
                for (Frame frame = in.next(); frame != null; frame = in.next()) {
                    engine.serve(frame, in, out, new TransferSite() {
                        @Override
                        public TransferSink accept(PutOffer offer) {
                            return TransferSink.file(store, "me", folder.resolve("target"));
                        }

                        @Override
                        public TransferSource open(GetOffer offer) throws IOException {
                            return TransferSource.file(folder.resolve("target"));
                        }
                    });
                }
            }
        }
    }
}
