"""Prints the vectors of trees of CRCs, one a line, from SPEC.md and nothing else: size, a space, the root in hexadecimal."""

import struct
import zlib

LEAF = 16384
TABLE = []
for i in range(256):
    for _ in range(8):
        i = i >> 1 ^ (0x82F63B78 if i & 1 else 0)
    TABLE.append(i)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def digest(block):
    return b"CRC-ONLY" + struct.pack(">II", crc32c(block), zlib.crc32(block)) + bytes(16)


for size in (0, 1, 16383, 16384, 16385, 32769, 65537, 262144, 262145, 786433):
    content = bytes(i % 251 for i in range(size))
    nodes = [digest(content[at : at + LEAF]) for at in range(0, max(size, 1), LEAF)]
    while len(nodes) & len(nodes) - 1:
        nodes.append(bytes(32))
    while len(nodes) > 1:
        nodes = [digest(nodes[i] + nodes[i + 1]) for i in range(0, len(nodes), 2)]
    print(size, nodes[0].hex())
