/** Runs a plan of measurements, each kept when it is finished, and writes the page. */
package dev.framewire.benchmarks.run;
