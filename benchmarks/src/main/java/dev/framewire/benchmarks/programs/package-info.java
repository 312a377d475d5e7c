/** Whole programs over loopback: netdisk and its peers, each with servers of its own in a temporary folder. */
package dev.framewire.benchmarks.programs;
