/** Where the time of a measurement goes, from recordings of its JVMs (JFR). */
package dev.framewire.benchmarks.profile;
