package dev.framewire.framing;
