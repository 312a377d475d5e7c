"""The vectors of trees by BLAKE3, from its paper: python3 blake3_tree.py > ../resources/vectors/tree-blake3.txt

Sizes up to 102400 are those of the test vectors that its authors publish, and have the hashes that these give.
"""
import struct

IV = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
PERMUTATION = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
QUARTERS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
            (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
START, END, PARENT, ROOT = 1, 2, 4, 8
MASK = 0xFFFFFFFF


def rotated(word, bits):
    return (word >> bits | word << 32 - bits) & MASK


def compressed(cv, block, counter, flags):
    m = struct.unpack("<16I", block.ljust(64, b"\0"))
    v = list(cv) + list(IV[:4]) + [counter & MASK, counter >> 32, len(block), flags]
    for _ in range(7):
        for i, (a, b, c, d) in enumerate(QUARTERS):
            v[a] = v[a] + v[b] + m[2 * i] & MASK
            v[d] = rotated(v[d] ^ v[a], 16)
            v[c] = v[c] + v[d] & MASK
            v[b] = rotated(v[b] ^ v[c], 12)
            v[a] = v[a] + v[b] + m[2 * i + 1] & MASK
            v[d] = rotated(v[d] ^ v[a], 8)
            v[c] = v[c] + v[d] & MASK
            v[b] = rotated(v[b] ^ v[c], 7)
        m = [m[i] for i in PERMUTATION]
    return [v[i] ^ v[i + 8] for i in range(8)]


def value(content, first, root):
    """The chaining value above content, whose first chunk has that number; the hash of it, if root is ROOT."""
    if len(content) <= 1024:
        blocks = [content[i:i + 64] for i in range(0, len(content), 64)] or [b""]
        cv = IV
        for i, block in enumerate(blocks):
            flags = (START if i == 0 else 0) | (END | root if i == len(blocks) - 1 else 0)
            cv = compressed(cv, block, first, flags)
        return cv
    left = 1024
    while 2 * left < len(content):
        left *= 2
    words = value(content[:left], first, 0) + value(content[left:], first + left // 1024, 0)
    return compressed(IV, struct.pack("<16I", *words), 0, PARENT | root)


def main():
    print("# size root; byte i of the content is i mod 251; made by src/test/python/blake3_tree.py")
    for size in (0, 1, 1023, 1024, 1025, 2048, 2049, 3072, 3073, 4096, 4097, 5120, 5121, 6144, 6145, 7168, 7169, 8192, 8193,
                 16384, 31744, 102400, 262144, 262145, 524288, 786433, 1049600):
        content = bytes(i % 251 for i in range(size))
        print(size, struct.pack("<8I", *value(content, 0, ROOT)).hex())


if __name__ == "__main__":
    main()
