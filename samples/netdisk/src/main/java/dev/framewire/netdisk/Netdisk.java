package dev.framewire.netdisk;

final class Netdisk {
    private Netdisk() {}

    public static void main(String[] args) {}
}
