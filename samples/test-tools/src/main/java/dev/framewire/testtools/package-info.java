/** What our own tests share: skipping, or failing on request, where a tool is missing. Not published. */
package dev.framewire.testtools;
