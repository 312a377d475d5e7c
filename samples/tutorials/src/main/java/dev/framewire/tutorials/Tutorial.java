package dev.framewire.tutorials;

final class Tutorial {
    private Tutorial() {}

    public static void main(String[] args) {}
}
