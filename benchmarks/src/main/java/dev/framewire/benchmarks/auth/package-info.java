/** What authentication and the record layer cost. */
package dev.framewire.benchmarks.auth;
