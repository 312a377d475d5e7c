/** Framing beside its peers: splitting, reading, headers, encoding, and large bodies through a socket. */
package dev.framewire.benchmarks.framing;
