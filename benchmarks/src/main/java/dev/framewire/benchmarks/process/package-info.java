/** Other programs, and what must not be left of them. */
package dev.framewire.benchmarks.process;
