/** What was measured, as data: samples, ratios with their spread, goals; and its JSON. */
package dev.framewire.benchmarks.figures;
