"""Prints the vectors of messages and packs, one frame a line, from SPEC.md and nothing else: name, a space, the frame in hexadecimal."""

import hashlib
import json
import struct
import sys

sys.dont_write_bytecode = True  # nothing is to lie beside this file when it has run

import blake3_tree


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def frame(name, header, body=b""):
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    print(name, (struct.pack(">IQ", len(text), len(body)) + text + body).hex())


def root(content):
    """Of content of at most one leaf."""
    return hashlib.sha256(content).digest()


def blake3(content):
    return struct.pack("<8I", *blake3_tree.value(content, 0, blake3_tree.ROOT))


def main():
    ONE, TWO = bytes(range(32)), bytes(range(32, 64))
    NINE = b"123456789"

    frame("open-put", {"type": "x.open", "id": 1, "op": "put", "path": "a/b", "size": 300000, "chunk": 262144, "if": "any"})
    frame("open-put-absent", {"type": "x.open", "id": 1, "op": "put", "path": "ä", "size": 0, "chunk": 262144, "if": "absent", "mtime": 1700000000123})
    frame("open-put-root", {"type": "x.open", "id": 1, "op": "put", "path": "a", "size": 1, "chunk": 262144, "if": "root", "root": ONE.hex()})
    frame("open-put-asking-for-sha256", {"type": "x.open", "id": 1, "op": "put", "path": "a", "size": 9, "chunk": 262144, "if": "any", "sha256": "ask"})
    frame("open-put-demanding-sha256", {"type": "x.open", "id": 1, "op": "put", "path": "a", "size": 9, "chunk": 262144, "if": "any", "sha256": root(NINE).hex()})
    frame("open-put-with-mode", {"type": "x.open", "id": 1, "op": "put", "path": "a", "size": 9, "chunk": 262144, "if": "any", "mode": 0o640})
    frame("open-get", {"type": "x.open", "id": 2, "op": "get", "path": "a", "rate": 1048576})
    frame("open-put-crc-only", {"type": "x.open", "id": 1, "op": "put", "path": "a", "size": 1, "chunk": 262144, "if": "any", "check": "crc-only"})
    frame("open-get-crc-only", {"type": "x.open", "id": 2, "op": "get", "path": "a", "check": "crc-only"})
    frame("open-put-blake3", {"type": "x.open", "id": 1, "op": "put", "path": "a", "size": 1, "chunk": 262144, "if": "any", "check": "blake3"})
    frame("open-put-of-unknown-size", {"type": "x.open", "id": 1, "op": "put", "path": "a", "chunk": 1048576, "if": "any"})
    frame("offer-of-unknown-size", {"type": "x.offer", "id": 2, "chunk": 1048576})
    frame("offer", {"type": "x.offer", "id": 2, "size": 300000, "chunk": 262144, "mtime": 1700000000123})
    frame("offer-with-mode", {"type": "x.offer", "id": 2, "size": 9, "chunk": 262144, "mode": 0o755})
    frame("state-of-five-chunks", {"type": "x.state", "id": 1, "e": 3, "first": 0, "count": 5, "more": False, "credit": 67108864}, b"\x09" + ONE + TWO)
    frame("state-of-no-chunks", {"type": "x.state", "id": 1, "e": 1, "first": 0, "count": 0, "more": False, "credit": 67108864})
    frame("state-of-content-in-order", {"type": "x.state", "id": 1, "e": 2, "first": 0, "count": 3, "more": False, "credit": 67108864, "order": True}, b"\x03" + ONE + TWO)
    frame("state-of-unknown-size", {"type": "x.state", "id": 1, "e": 2, "first": 0, "count": 2, "more": False, "credit": 67108864}, b"\x03" + ONE + TWO)
    frame("size", {"type": "x.size", "id": 1, "e": 2, "size": 2097157})
    frame("data", {"type": "x.data", "id": 1, "e": 3, "off": 262144, "crc": crc32c(NINE)}, NINE)
    frame("ack", {"type": "x.ack", "id": 1, "e": 3, "written": 300000, "durable": 262144, "verified": 37856, "credit": 67408864})
    frame("alive", {"type": "x.alive", "id": 1, "e": 3})
    frame("hashes", {"type": "x.hashes", "id": 1, "e": 3, "first": 0}, ONE + TWO)
    frame("fin", {"type": "x.fin", "id": 1, "e": 3, "size": 300000, "root": ONE.hex()})
    frame("need", {"type": "x.need", "id": 1, "e": 3, "first": 0, "count": 9, "more": False}, b"\x00\x01")
    frame("done", {"type": "x.done", "id": 1, "size": 300000, "root": ONE.hex()})
    frame("done-with-sha256", {"type": "x.done", "id": 1, "size": 9, "root": root(NINE).hex(), "sha256": root(NINE).hex()})
    frame("error", {"type": "x.error", "id": 1, "code": "EXISTS", "text": "taken"})
    frame("cancel", {"type": "x.cancel", "id": 1, "keep": False})
    frame("open-packs", {"type": "x.open", "id": 4, "op": "packs", "if": "absent"})

    FILES = [("a", 1700000000123, b"one"), ("b/ä", -1, b""), ("c", -1, NINE)]
    index = b"".join(
        struct.pack(">qI", mtime, len(content)) + root(content) + struct.pack(">H", len(path.encode())) + path.encode()
        for path, mtime, content in FILES
    )
    body = index + b"".join(content for _, _, content in FILES)
    frame("pack-of-three-files", {"type": "x.pack", "id": 4, "count": 3, "index": len(index), "crc": crc32c(body)}, body)
    MODES = [0o640, -1, 0o755]
    index = b"".join(
        struct.pack(">qIh", mtime, len(content), mode) + blake3(content) + struct.pack(">H", len(path.encode())) + path.encode()
        for (path, mtime, content), mode in zip(FILES, MODES)
    )
    body = index + b"".join(content for _, _, content in FILES)
    frame("pack-by-blake3-with-modes", {"type": "x.pack", "id": 4, "count": 3, "index": len(index), "crc": crc32c(body), "check": "blake3", "modes": True}, body)
    frame("packed", {"type": "x.packed", "id": 4}, bytes([0, 2, 7]))
    frame("open-wants", {"type": "x.open", "id": 5, "op": "wants"})
    frame("open-wants-by-blake3-with-modes", {"type": "x.open", "id": 5, "op": "wants", "check": "blake3", "modes": True})
    names = b"".join(struct.pack(">H", len(n.encode())) + n.encode() for n in ("a", "b/ä"))
    frame("want", {"type": "x.want", "id": 5}, names)
    frame("end", {"type": "x.end", "id": 5})


if __name__ == "__main__":
    main()
