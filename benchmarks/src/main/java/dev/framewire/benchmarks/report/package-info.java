/** The page and the plots. */
package dev.framewire.benchmarks.report;
