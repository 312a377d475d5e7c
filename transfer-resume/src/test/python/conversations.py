"""Prints a conversation as a vector, from SPEC.md and nothing else: "> frame" from S, "< frame" from R, in the order in which they come.
The order of R's frames holds within an id; those of another id may come before or after them.

R may say x.ack at any time besides, and any credit that SPEC.md allows. Argument: the name of the conversation.
"""

import hashlib
import json
import struct
import sys

from messages import crc32c


def line(mark, header, body=b""):
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    print(mark, (struct.pack(">IQ", len(text), len(body)) + text + body).hex())


def sha256(content):
    return hashlib.sha256(content).digest()


class Put:
    """A new content of one leaf: its only chunk has the root for its digest."""

    def __init__(self, number, path, content):
        self.id, self.path, self.content = number, path, content

    def open(self):
        line(">", {"type": "x.open", "id": self.id, "op": "put", "path": self.path, "size": len(self.content), "chunk": 16384, "if": "any"})

    def state(self):
        line("<", {"type": "x.state", "id": self.id, "e": 1, "first": 0, "count": 1, "more": False, "credit": 2097152}, b"\0")

    def data(self, start, end):
        piece = self.content[start:end]
        line(">", {"type": "x.data", "id": self.id, "e": 1, "off": start, "crc": crc32c(piece)}, piece)

    def alive(self):
        line(">", {"type": "x.alive", "id": self.id, "e": 1})
        line("<", {"type": "x.ack", "id": self.id, "e": 1, "written": 0, "durable": 0, "verified": 0, "credit": 2097152})

    def fin(self):
        line(">", {"type": "x.hashes", "id": self.id, "e": 1, "first": 0}, sha256(self.content))
        line(">", {"type": "x.fin", "id": self.id, "e": 1, "size": len(self.content), "root": sha256(self.content).hex()})
        line("<", {"type": "x.done", "id": self.id, "size": len(self.content), "root": sha256(self.content).hex()})


def two_puts_at_once():
    first, second = Put(1, "first", bytes(range(250)) * 6), Put(2, "second", b"framewire " * 110)
    first.open()
    second.open()
    first.state()
    second.state()
    first.data(0, 1024)
    second.data(0, 1024)
    second.data(1024, 1100)
    second.fin()
    first.data(1024, 1500)
    first.fin()


def one_is_cancelled_beside_another():
    first, second = Put(1, "first", b"1" * 1500), Put(2, "second", b"2" * 1100)
    first.open()
    first.state()
    second.open()
    second.state()
    first.data(0, 1024)
    second.data(0, 1024)
    line(">", {"type": "x.cancel", "id": 1, "keep": False})
    line("<", {"type": "x.cancel", "id": 1, "keep": True})
    second.data(1024, 1100)
    second.fin()


def a_sender_that_reads_for_long():
    put = Put(1, "file", b"123456789")
    put.open()
    put.state()
    put.alive()
    put.alive()
    put.data(0, 9)
    put.fin()


globals()[sys.argv[1].replace("-", "_")]()
