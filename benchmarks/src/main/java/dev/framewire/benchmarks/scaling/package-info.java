/** What many connections cost. */
package dev.framewire.benchmarks.scaling;
