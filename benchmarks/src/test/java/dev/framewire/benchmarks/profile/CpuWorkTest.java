package dev.framewire.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuWorkTest {
    @Test
    void the_innermost_method_that_tells_decides() {
        assertThat(CpuWork.of(List.of("sun.security.provider.SHA2.implCompress0", "dev.framewire.transfer.X.y")))
                .isEqualTo(CpuWork.HASHING);
        assertThat(CpuWork.of(List.of("java.util.zip.CRC32C.updateBytes", "dev.framewire.framing.X.y")))
                .isEqualTo(CpuWork.CRC);
        assertThat(CpuWork.of(List.of("sun.nio.ch.UnixDispatcher.writev0", "sun.nio.ch.SocketDispatcher.writev")))
                .isEqualTo(CpuWork.SOCKETS);
        assertThat(CpuWork.of(List.of("sun.nio.ch.UnixFileDispatcherImpl.pread0", "sun.nio.ch.IOUtil.read")))
                .isEqualTo(CpuWork.FILES);
        assertThat(CpuWork.of(List.of("com.sun.crypto.provider.GHASH.update", "sun.security.provider.X.y")))
                .isEqualTo(CpuWork.CIPHERS);
    }

    @Test
    void how_a_method_reads_an_array_is_that_methods_work() {
        String access = "java.lang.invoke.VarHandleByteArrayAsInts$ArrayHandle.index";
        assertThat(CpuWork.of(List.of(access, "sun.security.provider.SHA2.implCompress0")))
                .isEqualTo(CpuWork.HASHING);
        assertThat(CpuWork.of(List.of("java.lang.invoke.LambdaForm.compileToBytecode")))
                .isEqualTo(CpuWork.CLASSES);
    }

    @Test
    void what_our_own_methods_call_and_no_kind_names_is_theirs() {
        assertThat(CpuWork.of(List.of("java.util.HashMap.get", "dev.framewire.transfer.X.y", "java.net.Socket.x")))
                .isEqualTo(CpuWork.OWN);
        assertThat(CpuWork.of(List.of("com.example.X.y"))).isEqualTo(CpuWork.OTHER);
        assertThat(CpuWork.of(List.of())).isEqualTo(CpuWork.OTHER);
    }
}
