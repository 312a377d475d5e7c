package dev.framewire.auth;

import java.util.Arrays;

/** An immutable set of code points, kept as sorted ranges. */
final class CodePointSet {
    // first[i] <= last[i] < first[i+1]
    private final int[] first;
    private final int[] last;

    private CodePointSet(int[] first, int[] last) {
        this.first = first;
        this.last = last;
    }

    /** Reads ascending hexadecimal code points and ranges between spaces: {@code "a0 2000-200b"}. */
    static CodePointSet parse(String ranges) {
        String[] parts = ranges.split(" ", -1);
        int[] first = new int[parts.length];
        int[] last = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            int dash = parts[i].indexOf('-');
            first[i] = Integer.parseInt(dash < 0 ? parts[i] : parts[i].substring(0, dash), 16);
            last[i] = Integer.parseInt(parts[i].substring(dash + 1), 16);
        }
        return new CodePointSet(first, last);
    }

    boolean contains(int codePoint) {
        int at = Arrays.binarySearch(first, codePoint);
        return at >= 0 || (at < -1 && codePoint <= last[-at - 2]);
    }
}
