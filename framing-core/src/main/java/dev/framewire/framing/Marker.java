package dev.framewire.framing;

final class Marker {
    private Marker() {}
}
