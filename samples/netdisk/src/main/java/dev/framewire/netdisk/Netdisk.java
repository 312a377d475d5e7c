package dev.framewire.netdisk;

import dev.framewire.netdisk.cli.Root;

/** The netdisk: server and client in one program. */
public final class Netdisk {
    private Netdisk() {}

    public static void main(String[] args) {
        System.exit(Root.run(args));
    }
}
