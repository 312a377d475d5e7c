package dev.framewire.benchmarks.programs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of the machine. */
record Tool(String name, String debianPackage) {
    static final Tool RSYNC = new Tool("rsync", "rsync");
    static final Tool SSHD = new Tool("sshd", "openssh-server");
    static final Tool SSH_KEYGEN = new Tool("ssh-keygen", "openssh-client");
    static final Tool SFTP = new Tool("sftp", "openssh-client");
    static final Tool NGINX = new Tool("nginx", "nginx");
    static final Tool CURL = new Tool("curl", "curl");

    /**
     * Its path.
     *
     * @throws IOException if it is not installed; the message says how to get it
     */
    String path() throws IOException {
        List<String> folders = new ArrayList<>(List.of(System.getenv("PATH").split(File.pathSeparator)));
        folders.addAll(List.of("/usr/sbin", "/usr/local/sbin"));
        for (String folder : folders) {
            Path program = Path.of(folder, name);
            if (Files.isExecutable(program)) {
                return program.toString();
            }
        }
        throw new IOException(name + " is not installed: apt-get install --no-install-recommends " + debianPackage);
    }
}
