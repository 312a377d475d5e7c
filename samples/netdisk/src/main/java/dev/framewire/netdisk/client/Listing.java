package dev.framewire.netdisk.client;

import dev.framewire.netdisk.wire.Entry;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The entries of a folder. They decide where {@code get -r} writes: a server is not trusted with that. Not thread-safe. */
final class Listing {
    private final RemotePath top;
    private final boolean recursive;
    private final List<Listed> all = new ArrayList<>();

    /** A folder's name is looked at once, and not again with each file in it. */
    private final Map<String, RemotePath> folders = new HashMap<>();

    Listing(RemotePath top, boolean recursive) {
        this.top = top;
        this.recursive = recursive;
        folders.put("", top);
    }

    /** @throws IOException where that is no path below the folder, in the one form that travels */
    void add(Entry entry) throws IOException {
        try {
            all.add(new Listed(at(entry.path()), entry));
        } catch (BadPathException e) {
            throw new IOException("the server listed a name that is none", e);
        }
    }

    private RemotePath at(String path) throws BadPathException, IOException {
        int slash = path.lastIndexOf('/');
        if (slash >= 0 && !recursive) {
            throw new IOException("the server listed what is not in that folder itself");
        }
        String above = slash < 0 ? "" : path.substring(0, slash);
        RemotePath folder = folders.get(above);
        if (folder == null) {
            folder = top.child(above);
            folders.put(above, folder);
        }
        RemotePath at = folder.entry(path.substring(slash + 1));
        // a slash in front names the same, but in the local file system: there it is a path from the root
        if (!at.toString().equals(top.isHome() ? path : top.toString() + '/' + path)) {
            throw new IOException("the server listed a name that is none");
        }
        return at;
    }

    List<Listed> all() {
        return all;
    }
}
