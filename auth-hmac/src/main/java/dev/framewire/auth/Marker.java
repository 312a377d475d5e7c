package dev.framewire.auth;

final class Marker {
    private Marker() {}
}
