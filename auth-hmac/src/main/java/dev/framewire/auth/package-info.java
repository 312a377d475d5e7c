package dev.framewire.auth;
