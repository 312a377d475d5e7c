package dev.framewire.transfer;

final class Marker {
    private Marker() {}
}
