package dev.framewire.transfer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** The files of one partial. Their name is made of owner and target, so that a client that lost its memory finds it again. */
record PartialName(Path folder, String key) {
    static final String JOURNAL = ".journal";
    static final String PART = ".part";

    static PartialName of(Path folder, String owner, Path target) {
        byte[] digest = MerkleTree.sha256().digest((owner + '\0' + target).getBytes(StandardCharsets.UTF_8));
        return new PartialName(folder, HexFormat.of().formatHex(digest, 0, 16));
    }

    Path journal() {
        return folder.resolve(key + JOURNAL);
    }

    /** A journal being written anew; a crash leaves it, and the next session removes it. */
    Path fresh() {
        return folder.resolve(key + JOURNAL + ".new");
    }

    Path part() {
        return folder.resolve(key + PART);
    }
}
