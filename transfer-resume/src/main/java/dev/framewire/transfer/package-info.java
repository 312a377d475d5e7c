package dev.framewire.transfer;
