package dev.framewire.auth;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Keying material of a TLS connection for the binding {@code tls-exporter} (RFC 9266 §2). */
final class TlsExporter {
    private static final String LABEL = "EXPORTER-Channel-Binding";
    private static final int BYTES = 32;
    private static final @Nullable MethodHandle EXPORT = find();

    static final boolean AVAILABLE = EXPORT != null;

    private TlsExporter() {}

    // The method is in the JDK since 25; this module is compiled for 17.
    private static @Nullable MethodHandle find() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(
                            ExtendedSSLSession.class,
                            "exportKeyingMaterialData",
                            MethodType.methodType(byte[].class, String.class, byte[].class, int.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    static ChannelBinding binding(SSLSession session) throws AuthException {
        if (EXPORT == null || !(session instanceof ExtendedSSLSession)) {
            throw new AuthException(AuthException.Kind.CHANNEL_BINDING, "this TLS has no exporter");
        }
        try {
            byte[] context = {};
            byte[] data = (byte[]) EXPORT.invokeExact((ExtendedSSLSession) session, LABEL, context, BYTES);
            return new ChannelBinding(ChannelBinding.TLS_EXPORTER, data);
        } catch (SSLException | UnsupportedOperationException e) {
            throw new AuthException(AuthException.Kind.CHANNEL_BINDING, "TLS exports no keying material", e);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("exportKeyingMaterialData threw what it does not declare", e);
        }
    }
}
