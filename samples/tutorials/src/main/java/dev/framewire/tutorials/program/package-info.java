/** What every lesson's program shares: its options, its first line, its errors. */
package dev.framewire.tutorials.program;
