/** Contestants that run in turns, round after round, their results compared and their memory watched. */
package dev.framewire.benchmarks.contest;
