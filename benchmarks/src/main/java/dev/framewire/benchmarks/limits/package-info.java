/** What a transfer cannot do without, done by itself: the least that anybody could reach with it on this machine. */
package dev.framewire.benchmarks.limits;
