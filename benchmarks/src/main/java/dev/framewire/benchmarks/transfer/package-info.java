/** Transfers in warm JVMs, and the hashing under them. */
package dev.framewire.benchmarks.transfer;
