package dev.framewire.netdisk.client;

import dev.framewire.netdisk.wire.Entry;
import dev.framewire.netdisk.wire.RemotePath;

/**
 * What a server lists of a folder.
 *
 * @param path where it is in the home
 * @param entry as it is listed: its path is seen from the folder
 */
public record Listed(RemotePath path, Entry entry) {}
