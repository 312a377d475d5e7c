#!/usr/bin/env python3
"""A client of the netdisk in one file, of Python's standard library alone (3.9 or newer).

    netdisk.py [-s HOST:PORT] [-u USER] [--identity SHA256:... | --accept-new] COMMAND

    register                  make a user              login      keep a token, so that no password is asked for
    logout                    revoke the token         ls [PATH]  what is in a folder, sizes first
    put LOCAL [REMOTE]        send a file; what an earlier, broken put left on the server is not sent again
    get REMOTE [LOCAL]        fetch a file; what an earlier, broken get left here is not fetched again

It speaks TLS 1.3 to a server that was started with `netdisk serve --tls KEYSTORE`, pins the certificate, and binds its
login to it. It was written from samples/netdisk/SPEC.md, auth-hmac/SPEC.md (Over TLS, Login) and transfer-resume/SPEC.md,
whose words it uses: S sends content, R receives it. Pins and tokens are in the files of the Java client.

The password: NETDISK_PASSWORD, else --password-file, else asked. Exit codes: 0 done, 1 refused, 2 usage, 3 password or
identity not accepted, 4 no connection or lost (what was sent is kept), 5 content did not verify, 130 interrupted.
"""
import argparse
import base64
import fcntl
import getpass
import hashlib
import hmac
import ipaddress
import json
import os
import re
import secrets
import select
import socket
import ssl
import stringprep
import struct
import sys
import time
import unicodedata

LEAF = 16 * 1024
PIECE = 1024 * 1024
MIN_CHUNK, MAX_CHUNK, MAX_CHUNKS = 256 * 1024, 16 * 1024 * 1024, 65_536
WINDOW = 16 * 1024 * 1024
ITERATIONS = 600_000
MAX_ROUNDS = 3
TIMEOUT = 60
DONE, REFUSED, USAGE, NOT_ACCEPTED, NO_CONNECTION, NOT_VERIFIED, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130


class Failure(Exception):
    """What the user is told, and the exit code."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


# ---- frames: framing-core/SPEC.md ---------------------------------------------------------------------------------


def unique(pairs):
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name twice")
    return fields


class Frames:
    """| H: u32 | B: u64 | header: H bytes | body: B bytes |"""

    MAX_BODY = 8 * 1024 * 1024

    def __init__(self, channel):
        self.channel = channel
        self.early = bytearray()  # received, and not yet read

    def send(self, fields, body=b""):
        header = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        self.channel.sendall(struct.pack(">IQ", len(header), len(body)) + header)
        if body:
            self.channel.sendall(body)

    def receive(self):
        header_bytes, body_bytes = struct.unpack(">IQ", self.read(12))
        if not 2 <= header_bytes <= 65_535 or body_bytes > self.MAX_BODY:
            raise Failure(NO_CONNECTION, "connection lost: the server does not send frames")
        try:
            fields = json.loads(self.read(header_bytes).decode("utf-8"), object_pairs_hook=unique)
        except (ValueError, RecursionError) as e:
            raise Failure(NO_CONNECTION, "connection lost: a header that is no JSON object") from e
        if not isinstance(fields, dict):
            raise Failure(NO_CONNECTION, "connection lost: a header that is no JSON object")
        return fields, self.read(body_bytes)

    def read(self, count):
        while len(self.early) < count:
            self.take(max(count - len(self.early), 65_536))
        data = bytes(self.early[:count])
        del self.early[:count]
        return data

    def take(self, count):
        data = self.channel.recv(count)
        if not data:
            raise Failure(NO_CONNECTION, "connection lost: the server closed it")
        self.early += data

    def waiting(self):
        """Whether the server has said something. What TLS says for itself, such as a new key, is nothing."""
        if not self.early and (self.channel.pending() or select.select([self.channel], [], [], 0)[0]):
            self.channel.settimeout(0)
            try:
                self.take(65_536)
            except ssl.SSLWantReadError:
                pass
            finally:
                self.channel.settimeout(TIMEOUT)
        return bool(self.early)


# ---- who the server is, and who we are: auth-hmac/SPEC.md ----------------------------------------------------------


def der(data):
    """The elements of a DER sequence's content, as (tag, content, whole)."""
    at = 0
    while at < len(data):
        length, head = data[at + 1], 2
        if length & 0x80:
            head += length & 0x7F
            length = int.from_bytes(data[at + 2 : at + head], "big")
        yield data[at], data[at + head : at + head + length], data[at : at + head + length]
        at += head + length


# OIDs of signatures, as in the certificate. MD5 and SHA-1 are replaced by SHA-256 (RFC 5929, section 4.1).
RSA, ECDSA = "2a864886f70d0101", "2a8648ce3d04"
HASH_OF_SIGNATURE = {
    RSA + "04": "sha256", RSA + "05": "sha256", RSA + "0b": "sha256", RSA + "0c": "sha384", RSA + "0d": "sha512",
    RSA + "0e": "sha224", ECDSA + "01": "sha256", ECDSA + "0301": "sha224", ECDSA + "0302": "sha256",
    ECDSA + "0303": "sha384", ECDSA + "0304": "sha512",
}
HASH_OF_OID = {
    "2b0e03021a": "sha256", "608648016503040201": "sha256", "608648016503040202": "sha384",
    "608648016503040203": "sha512", "608648016503040204": "sha224",
}


def pss_hash(parameters):
    """RFC 4055: the hash is a parameter, and a second one, of the mask, must be the same. Both are SHA-1 if not named."""
    hashes = ["2b0e03021a", "2b0e03021a"]
    for tag, inner, _ in der(parameters):
        if tag in (0xA0, 0xA1):
            names = list(der(next(der(inner))[1]))
            hashes[tag - 0xA0] = (names[0][1] if tag == 0xA0 else next(der(names[1][1]))[1]).hex()
    return HASH_OF_OID.get(hashes[0]) if hashes[0] == hashes[1] else None


def end_point(certificate):
    """tls-server-end-point: the certificate, hashed with the hash of its own signature, or a refusal."""
    ((_, content, _),) = der(certificate)
    algorithm = list(der(list(der(content))[1][1]))
    oid = algorithm[0][1].hex()
    name = pss_hash(next(der(algorithm[1][2]))[1]) if oid == RSA + "0a" else HASH_OF_SIGNATURE.get(oid)
    if name is None:
        raise Failure(NOT_ACCEPTED, "a login cannot be bound to this certificate: its signature has no one hash")
    return hashlib.new(name, certificate).digest()


def fingerprint(certificate):
    digest = hashlib.sha256(certificate).digest()
    return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")


def connect(server, pinned):
    """A TLS connection to the server that shows the pinned certificate. Nothing is sent to another one."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # No authority is asked: the pin, compared below, is what the server is known by.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    plain = socket.create_connection(server, timeout=10)
    try:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        channel = context.wrap_socket(plain)
    except BaseException:
        plain.close()
        raise
    certificate = channel.getpeercert(binary_form=True)
    pinned(fingerprint(certificate))
    channel.settimeout(TIMEOUT)
    return channel, certificate


def saslprep(text):
    """RFC 4013 for stored strings."""
    mapped = "".join(
        " " if stringprep.in_table_c12(c) else c for c in text if not stringprep.in_table_b1(c) or c == "\u200b"
    )
    result = unicodedata.ucd_3_2_0.normalize("NFKC", mapped)
    prohibited = (
        stringprep.in_table_a1, stringprep.in_table_c12, stringprep.in_table_c21_c22, stringprep.in_table_c3,
        stringprep.in_table_c4, stringprep.in_table_c5, stringprep.in_table_c6, stringprep.in_table_c7,
        stringprep.in_table_c8, stringprep.in_table_c9,
    )
    right = [stringprep.in_table_d1(c) for c in result]
    mixed = any(right) and (any(map(stringprep.in_table_d2, result)) or not (right[0] and right[-1]))
    if not result or mixed or any(test(c) for test in prohibited for c in result):
        raise Failure(USAGE, "the password has characters that SASLprep refuses, or none")
    return result


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def b64(data):
    return base64.b64encode(data).decode("ascii")


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def verifier(password):
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", saslprep(password).encode("utf-8"), salt, ITERATIONS)
    stored = hashlib.sha256(mac(salted, b"Client Key")).digest()
    return "SCRAM-SHA-256$%d:%s$%s:%s" % (ITERATIONS, b64(salt), b64(stored), b64(mac(salted, b"Server Key")))


class Scram:
    """RFC 5802 and 7677, bound to the server's certificate."""

    def __init__(self, user, password, binding):
        self.password = saslprep(password).encode("utf-8")
        self.gs2 = "p=tls-server-end-point,,"
        self.binding = binding
        self.nonce = b64(secrets.token_bytes(24))
        self.bare = "n=%s,r=%s" % (user, self.nonce)
        self.signature = b""

    def first(self):
        return (self.gs2 + self.bare).encode("ascii")

    def final(self, server_first):
        try:
            server_first = server_first.decode("ascii")
            attributes = [part[:2] for part in server_first.split(",")]
            if attributes[:3] != ["r=", "s=", "i="]:
                raise ValueError(attributes[:3])
            nonce, salt, count = (part[2:] for part in server_first.split(",")[:3])
            salt = base64.b64decode(salt, validate=True)
        except ValueError as e:
            raise Failure(NOT_ACCEPTED, "the server does not speak SCRAM") from e
        if not nonce.startswith(self.nonce) or len(nonce) < len(self.nonce) + 16 or not 16 <= len(salt) <= 64:
            raise Failure(NOT_ACCEPTED, "the server's nonce or salt is not as it must be")
        # fewer help whoever plays the server to guess; more are an attack on our patience
        if not count.isdigit() or len(count) > 7 or not 100_000 <= int(count) <= 2_000_000:
            raise Failure(NOT_ACCEPTED, "the server asks for %s iterations" % shown(count[:20]))
        salted = hashlib.pbkdf2_hmac("sha256", self.password, salt, int(count))
        client_key = mac(salted, b"Client Key")
        unproved = "c=%s,r=%s" % (b64(self.gs2.encode("ascii") + self.binding), nonce)
        message = ",".join([self.bare, server_first, unproved]).encode("ascii")
        self.signature = mac(mac(salted, b"Server Key"), message)
        proof = xor(client_key, mac(hashlib.sha256(client_key).digest(), message))
        return ("%s,p=%s" % (unproved, b64(proof))).encode("ascii")

    def verify(self, server_final):
        if not hmac.compare_digest(server_final, b"v=" + b64(self.signature).encode("ascii")):
            raise Failure(NOT_ACCEPTED, "the server does not know the verifier of this password")


# ---- content: transfer-resume/SPEC.md, sections 1 to 3 ---------------------------------------------------------------


def crc_tables():
    """CRC32C by bytes, and by steps of LANE zero bytes: each of the four tables is for one byte of the state."""
    table = []
    for n in range(256):
        for _ in range(8):
            n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
        table.append(n)
    step = [1 << bit for bit in range(32)]
    for _ in range(LANE):
        step = [value >> 8 ^ table[value & 255] for value in step]
    steps = [[0] * 256 for _ in range(4)]
    for place in range(4):
        for n in range(1, 256):
            low = n & -n
            steps[place][n] = steps[place][n ^ low] ^ step[8 * place + low.bit_length() - 1]
    return table, [bytes(value >> 8 * place & 255 for value in table) for place in range(4)], steps


LANE = 512
CRC, CRC_PLANES, CRC_STEPS = crc_tables()


def crc32c(data):
    """CRC32C ("123456789": e3069283). The library has none; a loop over bytes would be slower than the network.

    The data is cut into lanes of LANE bytes. All lanes go one byte further at a time: the states of all lanes are four
    strings, one for each byte of a state, and one translate() looks every lane up in the table.
    """
    if len(data) < 4 * LANE:
        state = 0xFFFFFFFF
        for byte in data:
            state = state >> 8 ^ CRC[(state ^ byte) & 255]
        return state ^ 0xFFFFFFFF
    # The first state, all ones, is the same as all zeros with the first four bytes inverted; and from a state of zero
    # zeros in front change nothing.
    padded = bytes(-len(data) % LANE) + bytes(byte ^ 255 for byte in data[:4]) + data[4:]
    lanes = len(padded) // LANE
    number = int.from_bytes
    planes = [0, 0, 0, 0]
    for column in range(LANE):
        index = (planes[0] ^ number(padded[column::LANE], "big")).to_bytes(lanes, "big")
        planes = [
            number(index.translate(CRC_PLANES[0]), "big") ^ planes[1],
            number(index.translate(CRC_PLANES[1]), "big") ^ planes[2],
            number(index.translate(CRC_PLANES[2]), "big") ^ planes[3],
            number(index.translate(CRC_PLANES[3]), "big"),
        ]
    state = 0
    s0, s1, s2, s3 = CRC_STEPS
    for lane in zip(*(plane.to_bytes(lanes, "big") for plane in planes)):
        state = s0[state & 255] ^ s1[state >> 8 & 255] ^ s2[state >> 16 & 255] ^ s3[state >> 24]
        state ^= lane[0] | lane[1] << 8 | lane[2] << 16 | lane[3] << 24
    return state ^ 0xFFFFFFFF


def sha256(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def node(digests, width, empty):
    """The node above that many digests, filled up to the width with empty ones."""
    level = list(digests)
    while width > 1:
        if len(level) % 2:
            level.append(empty)
        level = [sha256(level[i], level[i + 1]) for i in range(0, len(level), 2)]
        empty = sha256(empty, empty)
        width //= 2
    return level[0]


def power_of_two(n):
    return 1 << max(0, n - 1).bit_length()


class Geometry:
    """Where the chunks of a content lie, and its tree."""

    def __init__(self, size, chunk):
        if not (0 <= size <= 1 << 40 and LEAF <= chunk <= MAX_CHUNK and chunk == power_of_two(chunk)):
            raise Failure(NO_CONNECTION, "connection lost: the server offers a size or chunk out of range")
        self.size, self.chunk = size, chunk
        self.count = -(-size // chunk)
        if self.count > MAX_CHUNKS:
            raise Failure(NO_CONNECTION, "connection lost: the server offers too many chunks")

    @staticmethod
    def of(size):
        return Geometry(size, min(MAX_CHUNK, max(MIN_CHUNK, power_of_two(-(-size // 2048)))))

    def length(self, index):
        return min(self.chunk, self.size - index * self.chunk)

    def digest(self, data):
        leaves = [sha256(data[i : i + LEAF]) for i in range(0, len(data), LEAF)]
        width = power_of_two(len(leaves)) if self.count == 1 else self.chunk // LEAF
        return node(leaves, width, bytes(32))

    def root(self, digests):
        if self.count < 2:
            return digests[0] if digests else sha256(b"")
        empty = node([bytes(32)], self.chunk // LEAF, bytes(32))
        return node(digests, power_of_two(self.count), empty)


def bitmap(indexes, count):
    bits = bytearray(-(-count // 8))
    for index in indexes:
        bits[index // 8] |= 1 << index % 8
    return bytes(bits)


def marked(bits, count):
    return [index for index in range(count) if bits[index // 8] >> index % 8 & 1]


# ---- transfers: transfer-resume/SPEC.md, section 3 -------------------------------------------------------------------

EXIT_OF_CODE = {"CORRUPT": NOT_VERIFIED, "PROTOCOL": NO_CONNECTION, "STALE_EPOCH": NO_CONNECTION}


class Transfer:
    """What both roles share: one conversation on the connection."""

    def __init__(self, frames, rate):
        self.frames, self.rate = frames, rate
        self.began, self.moved = time.monotonic(), 0
        self.epoch = None

    def send(self, kind, body=b"", **fields):
        if self.epoch is not None:
            fields["e"] = self.epoch
        self.frames.send({"type": kind, "id": 1, **fields}, body)

    def receive(self, *kinds):
        while True:
            fields, body = self.frames.receive()
            kind = fields.get("type", "")
            if kind == "x.error" or kind == "x.cancel":
                self.frames.send({"type": "x.cancel", "id": 1})
                code = fields.get("code", "cancelled")
                text = "%s: %s" % (code, fields.get("text", "by the server"))
                raise Failure(EXIT_OF_CODE.get(code, REFUSED), shown(text))
            if not kind.startswith("x."):
                continue
            if kind not in kinds or fields.get("id") != 1:
                self.give_up("PROTOCOL", "not now: " + kind)
            if self.epoch is not None and fields.get("e", self.epoch) != self.epoch:
                self.give_up("STALE_EPOCH", "another session")
            return kind, fields, body

    def give_up(self, code, text):
        """Says so, and leaves the connection: only whoever goes on with it has to read to the end."""
        self.frames.send({"type": "x.error", "id": 1, "code": code, "text": text})
        raise Failure(EXIT_OF_CODE.get(code, REFUSED), "%s: %s" % (code, text))

    def page(self, fields, body, count, extra):
        """The marked chunks of the one page that a content of legal size has, and what stands behind the bitmap."""
        size = -(-count // 8)
        if fields["first"] != 0 or fields["count"] != count or fields["more"] or len(body) < size:
            self.give_up("PROTOCOL", "a page that is none")
        chunks, rest = marked(body, count), body[size:]
        if len(rest) != extra * len(chunks):
            self.give_up("PROTOCOL", "a page of another length")
        return chunks, rest

    def pace(self, count):
        self.moved += count
        if self.rate:
            ahead = self.moved / self.rate - (time.monotonic() - self.began)
            if ahead > 0:
                time.sleep(ahead)


class Put(Transfer):
    """The role S: sends what R does not hold, then what R holds otherwise, then all digests."""

    def __init__(self, frames, rate, file):
        super().__init__(frames, rate)
        self.file = file
        self.stat = os.fstat(file.fileno())
        self.geometry = Geometry.of(self.stat.st_size)
        self.digests = [None] * self.geometry.count
        self.credit = self.sent = 0
        self.kept = 0

    def run(self, path):
        geometry = self.geometry
        mtime = self.stat.st_mtime_ns // 1_000_000
        self.send("x.open", op="put", path=path, size=geometry.size, chunk=geometry.chunk, mtime=mtime)
        _, state, body = self.answer("x.state")  # what x.ack stands before it only says that R is still reading
        self.epoch, self.credit = state["e"], state["credit"]
        held, theirs = self.page(state, body, geometry.count, 32)
        theirs = {index: theirs[32 * i : 32 * i + 32] for i, index in enumerate(held)}
        for index in range(geometry.count):
            if index not in theirs:
                self.chunk(index)
        self.compare(theirs)
        self.kept = sum(geometry.length(index) for index, digest in theirs.items() if digest == self.digests[index])
        for _ in range(MAX_ROUNDS + 1):
            self.settle()
            root = geometry.root(self.digests)
            if geometry.count:
                self.send("x.hashes", b"".join(self.digests), first=0)
            self.send("x.fin", size=geometry.size, root=root.hex())
            answer, fields, body = self.answer("x.done", "x.need")
            if answer == "x.done":
                if (fields["size"], fields["root"]) != (geometry.size, root.hex()):
                    raise Failure(NOT_VERIFIED, "the server published something else")
                return
            for index in self.page(fields, body, geometry.count, 0)[0]:
                self.chunk(index)
        self.give_up("PROTOCOL", "x.need after %d rounds" % MAX_ROUNDS)

    def read(self, index):
        data = os.pread(self.file.fileno(), self.geometry.length(index), index * self.geometry.chunk)
        if len(data) < self.geometry.length(index):
            self.give_up("CHANGED", "the file became shorter")
        return data

    def chunk(self, index):
        data = self.read(index)
        self.digests[index] = self.geometry.digest(data)
        for at in range(0, len(data), PIECE):
            piece = data[at : at + PIECE]
            while self.frames.waiting() or self.sent + len(piece) > self.credit:
                self.credit = max(self.credit, self.receive("x.ack")[1]["credit"])
            self.send("x.data", piece, off=index * self.geometry.chunk + at, crc=crc32c(piece))
            self.sent += len(piece)
            self.pace(len(piece))

    def compare(self, theirs):
        said = time.monotonic()
        for index, digest in theirs.items():
            if time.monotonic() - said > 1:  # else the server would take us for dead
                said = time.monotonic()
                self.send("x.alive")
                while self.frames.waiting():
                    self.credit = max(self.credit, self.receive("x.ack")[1]["credit"])
            self.digests[index] = self.geometry.digest(self.read(index))
            if self.digests[index] != digest:
                self.chunk(index)

    def settle(self):
        """A source that changed while it was read is read again, up to three times."""
        for _ in range(3):
            now = os.fstat(self.file.fileno())
            if (now.st_size, now.st_mtime_ns) == (self.stat.st_size, self.stat.st_mtime_ns):
                return
            if now.st_size != self.geometry.size:
                break
            self.stat = now
            self.compare(dict(enumerate(self.digests)))
        self.give_up("CHANGED", "the file keeps changing")

    def answer(self, *kinds):
        while True:
            kind, fields, body = self.receive("x.ack", *kinds)
            if kind != "x.ack":
                return kind, fields, body


class Get(Transfer):
    """The role R. The partial beside the target is its own record: its chunks are claims, digested anew each time."""

    def __init__(self, frames, rate, target, replace):
        super().__init__(frames, 0)
        self.replace = replace
        self.asked_rate = rate
        self.target = target
        folder, name = os.path.split(os.path.abspath(target))
        self.folder = folder
        self.partial = os.path.join(folder, ".%s.part" % sha256(name.encode("utf-8", "surrogateescape")).hex()[:32])
        self.kept = self.received = self.durable = 0

    def run(self, path):
        # The lock ends with this process, however that ends.
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        with open(os.open(self.partial, flags, 0o600), "r+b", buffering=0) as part:
            try:
                fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as e:
                raise Failure(REFUSED, "LOCKED: another process fetches " + self.target) from e
            asked = {"rate": max(1024, self.asked_rate)} if self.asked_rate else {}
            self.send("x.open", op="get", path=path, **asked)
            _, offer, _ = self.receive("x.offer")
            self.geometry = Geometry(offer["size"], offer["chunk"])
            self.claim(part)
            self.fetch(part, offer.get("mtime"))

    def claim(self, part):
        """Every whole chunk that is there; S compares, and sends what differs."""
        geometry = self.geometry
        os.ftruncate(part.fileno(), min(os.fstat(part.fileno()).st_size, geometry.size))
        there = os.fstat(part.fileno()).st_size
        self.digests = [None] * geometry.count
        for index in range(geometry.count):
            end = index * geometry.chunk + geometry.length(index)
            if end <= there:
                data = os.pread(part.fileno(), geometry.length(index), index * geometry.chunk)
                self.digests[index] = geometry.digest(data)
        held = [index for index, digest in enumerate(self.digests) if digest]
        self.kept = sum(map(geometry.length, held))
        self.epoch = 1
        body = bitmap(held, geometry.count) + b"".join(self.digests[index] for index in held)
        self.send("x.state", body, first=0, count=geometry.count, more=False, credit=WINDOW)

    def fetch(self, part, mtime):
        geometry, theirs, rounds = self.geometry, [], 0
        missing = -1  # the chunk that is coming, and its bytes so far
        coming = bytearray()
        while True:
            kind, fields, body = self.receive("x.data", "x.alive", "x.hashes", "x.fin")
            if kind == "x.data":
                index, at = divmod(fields["off"], geometry.chunk)
                if not coming:
                    missing = index
                fits = 0 <= index < geometry.count and index == missing and at == len(coming)
                if not fits or not 1 <= len(body) <= min(PIECE, geometry.length(index) - at):
                    self.give_up("PROTOCOL", "a piece at another place")
                if crc32c(body) != fields["crc"]:
                    self.give_up("CORRUPT", "a piece with another CRC")
                coming += body
                self.received += len(body)
                if len(coming) == geometry.length(index):
                    self.write(part, index, bytes(coming))
                    coming = bytearray()
            elif kind == "x.alive":
                self.acknowledge()
            elif kind == "x.hashes":
                if fields["first"] != len(theirs) or len(body) % 32 or len(theirs) + len(body) // 32 > geometry.count:
                    self.give_up("PROTOCOL", "digests out of order")
                theirs += [body[i : i + 32] for i in range(0, len(body), 32)]
            else:
                if coming or len(theirs) != geometry.count or fields["size"] != geometry.size:
                    self.give_up("PROTOCOL", "an end that is none")
                wrong = [index for index, digest in enumerate(theirs) if digest != self.digests[index]]
                if not wrong:
                    return self.publish(part, theirs, fields["root"], mtime)
                rounds += 1
                if rounds > MAX_ROUNDS:
                    self.give_up("CORRUPT", "digests that never fit")
                theirs = []
                self.send("x.need", bitmap(wrong, geometry.count), first=0, count=geometry.count, more=False)

    def write(self, part, index, data):
        at, view = index * self.geometry.chunk, memoryview(data)
        while view:
            n = os.pwrite(part.fileno(), view, at)
            at, view = at + n, view[n:]
        self.digests[index] = self.geometry.digest(data)
        self.acknowledge()

    def acknowledge(self):
        # durable stays 0: nothing is forced before the end, and nothing else may be called durable
        written = sum(self.geometry.length(i) for i, digest in enumerate(self.digests) if digest)
        self.send("x.ack", written=written, durable=0, credit=self.received + WINDOW)

    def publish(self, part, digests, root, mtime):
        if self.geometry.root(digests).hex() != root:
            self.give_up("CORRUPT", "another root")
        if isinstance(mtime, int):
            os.utime(part.fileno(), ns=(mtime * 1_000_000, mtime * 1_000_000))
        os.fsync(part.fileno())
        if self.replace:
            os.replace(self.partial, self.target)
        else:
            os.link(self.partial, self.target)  # fails if somebody else was faster
            os.unlink(self.partial)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self.send("x.done", size=self.geometry.size, root=root)


# ---- the netdisk: samples/netdisk/SPEC.md -------------------------------------------------------------------------


class Netdisk:
    def __init__(self, channel, certificate):
        self.channel, self.certificate = channel, certificate
        self.frames = Frames(channel)
        self.request("hello", version=1, agent="netdisk.py/1")

    def request(self, kind, body=b"", **fields):
        self.frames.send({"type": kind, **fields}, body)
        return self.reply()

    def reply(self):
        while True:
            fields, body = self.frames.receive()
            if fields.get("type") == "error":
                code = fields.get("code", "internal")
                message = shown(str(fields.get("message", code)))
                raise Failure(NOT_ACCEPTED if code == "login-failed" else REFUSED, message)
            if fields.get("type") != "working":
                return fields, body

    def register(self, user, password):
        self.request("register", verifier(password).encode("ascii"), user=user)

    def login(self, user, password):
        scram = Scram(user, password, end_point(self.certificate))
        _, server_first = self.request("scram-first", scram.first())
        _, server_final = self.request("scram-final", scram.final(server_first))
        scram.verify(server_final)

    def close(self):
        """Says that nothing more comes, and waits for the server to say so, too."""
        try:
            self.channel.unwrap().close()
        except OSError:
            self.channel.close()  # it was faster

    def entries(self, path):
        self.frames.send({"type": "list", "path": path, "recursive": False})
        more = True
        while more:
            fields, body = self.reply()
            more = fields.get("more", False)
            for line in body.splitlines():
                yield json.loads(line.decode("utf-8"))


class Folder:
    """What the Java client remembers, in the same files: known_servers and tokens."""

    def __init__(self):
        base = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
        self.path = os.environ.get("NETDISK_CONFIG_DIR") or os.path.join(base, "netdisk")

    def get(self, name, *key):
        return self.table(name, len(key)).get(key)

    def put(self, name, key, value):
        table = self.table(name, len(key))
        table.pop(key, None)
        if value is not None:
            table[key] = value
        os.makedirs(self.path, mode=0o700, exist_ok=True)
        target = os.path.join(self.path, name)
        fresh = "%s.%d" % (target, os.getpid())
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.writelines("%s %s\n" % (" ".join(words), last) for words, last in table.items())
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, target)

    def table(self, name, words):
        try:
            with open(os.path.join(self.path, name), encoding="utf-8") as lines:
                rows = [tuple(line.split()) for line in lines]
        except FileNotFoundError:
            rows = []
        return {row[:-1]: row[-1] for row in rows if len(row) == words + 1}


def remote_path(text):
    """Names in Unicode's form C; the server refuses every other spelling, so nothing else is repaired."""
    return unicodedata.normalize("NFC", text).strip("/")


def shown(text):
    """One line without control sequences, of at most 400 characters: fit for a terminal, whoever wrote it."""
    escaped = "".join(c if c.isprintable() else "\\u%04x" % ord(c) for c in text[:401])
    return escaped if len(escaped) <= 400 else escaped[:400] + "\u2026"


def address(text):
    """HOST:PORT, or [::1]:7470. A resolver takes 999 for 0.0.3.231, so what ends in a number must be four of them."""
    host, _, port = text.rpartition(":")
    last = host.rstrip(".").rpartition(".")[2]
    try:
        if host.startswith("[") and host.endswith("]"):
            host = host[1:-1]
            ipaddress.IPv6Address(host)
        elif last.isnumeric() or re.fullmatch("0[xX][0-9a-fA-F]*", last):
            ipaddress.IPv4Address(host)
        elif not re.fullmatch(r"[\w-]+(\.[\w-]+)*\.?", host):
            raise ValueError(host)
        if not re.fullmatch("[0-9]{1,5}", port) or not 1 <= int(port) <= 65_535:
            raise ValueError(port)
    except ValueError as e:
        raise Failure(USAGE, "not HOST:PORT: '%s'" % shown(text)) from e
    return host, int(port)


class Program:
    def __init__(self, options):
        self.options = options
        self.folder = Folder()
        self.netdisk = None
        text = options.server or os.environ.get("NETDISK_SERVER") or "127.0.0.1:7470"
        text = text[len("tls://") :] if text.startswith("tls://") else text
        self.address = address(text)
        self.server = "tls://" + text
        self.user = options.user or os.environ.get("NETDISK_USER")
        if not self.user:
            raise Failure(USAGE, "which user? Give -u USER or set NETDISK_USER")

    def password(self):
        if self.options.password_file:
            with open(self.options.password_file, encoding="utf-8") as lines:
                return lines.readline().rstrip("\n")
        given = os.environ.get("NETDISK_PASSWORD")
        if given:
            return given
        if not sys.stdin.isatty():
            raise Failure(USAGE, "no password: give --password-file FILE or set NETDISK_PASSWORD")
        return getpass.getpass("Password of %s: " % self.user)

    def check(self, identity):
        pinned = self.options.identity or self.folder.get("known_servers", self.server)
        if pinned is None and self.options.accept_new:
            self.folder.put("known_servers", (self.server,), identity)
        elif pinned is None:
            raise Failure(
                NOT_ACCEPTED, "the identity of %s is not known: give --identity %s or --accept-new" % (self.server, identity)
            )
        elif not hmac.compare_digest(pinned.encode(), identity.encode()):
            raise Failure(
                NOT_ACCEPTED,
                "THE IDENTITY OF %s HAS CHANGED\n  known:  %s\n  shown:  %s\nNothing was sent to it."
                % (self.server, pinned, identity),
            )

    def connect(self):
        try:
            self.netdisk = Netdisk(*connect(self.address, self.check))
            return self.netdisk
        except (OSError, ssl.SSLError) as e:
            raise Failure(NO_CONNECTION, "no connection to %s: %s" % (self.server, e)) from e

    def logged_in(self):
        netdisk = self.connect()
        token = self.folder.get("tokens", self.server, self.user)
        if token:
            try:
                netdisk.request("token-login", token.encode("ascii"), user=self.user)
                return netdisk
            except Failure as e:
                if e.code != NOT_ACCEPTED:
                    raise
                self.folder.put("tokens", (self.server, self.user), None)
        netdisk.login(self.user, self.password())
        return netdisk

    def register(self):
        password = self.password()
        netdisk = self.connect()
        netdisk.register(self.user, password)
        netdisk.login(self.user, password)

    def login(self):
        password = self.password()
        netdisk = self.connect()
        netdisk.login(self.user, password)
        _, token = netdisk.request("token-issue")
        self.folder.put("tokens", (self.server, self.user), token.decode("ascii"))

    def logout(self):
        token = self.folder.get("tokens", self.server, self.user)
        if not token:
            raise Failure(REFUSED, "%s is not logged in at %s" % (self.user, self.server))
        self.folder.put("tokens", (self.server, self.user), None)
        netdisk = self.connect()
        netdisk.request("token-login", token.encode("ascii"), user=self.user)
        netdisk.request("token-revoke", token.encode("ascii"))

    def ls(self):
        for entry in sorted(self.logged_in().entries(remote_path(self.options.path)), key=lambda entry: entry["name"]):
            folder = entry["kind"] == "folder"
            size = "-" if folder else entry["size"]
            print("%12s  %s%s" % (size, shown(entry["name"]), "/" if folder else ""))

    def put(self):
        remote = remote_path(self.options.remote or os.path.basename(self.options.local))
        with open(self.options.local, "rb", buffering=0) as file:
            netdisk = self.logged_in()
            transfer = Put(netdisk.frames, self.options.rate, file)
            transfer.run(remote)
        self.say(transfer, remote)

    def get(self):
        remote = remote_path(self.options.remote)
        local = self.options.local or os.path.basename(remote)
        if os.path.isdir(local):
            local = os.path.join(local, os.path.basename(remote))
        netdisk = self.logged_in()
        if os.path.lexists(local) and not self.options.restart:
            theirs = netdisk.request("digest", path=remote)[0]
            if (os.path.getsize(local), file_digest(local)) == (theirs["size"], theirs["sha256"]):
                print("%s is the same already" % shown(local), file=sys.stderr)
                return
            raise Failure(REFUSED, "%s is there already, and differs; --restart replaces it" % local)
        transfer = Get(netdisk.frames, self.options.rate, local, self.options.restart)
        transfer.run(remote)
        self.say(transfer, local)

    @staticmethod
    def say(transfer, name):
        size, kept = transfer.geometry.size, transfer.kept
        print("%s: %d bytes, %d of them not sent again" % (shown(name), size, kept), file=sys.stderr)


def file_digest(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(PIECE), b""):
            digest.update(block)
    return digest.hexdigest()


def arguments():
    parser = argparse.ArgumentParser(prog="netdisk.py", description="A client of the netdisk, over TLS.")
    parser.add_argument("-s", "--server", metavar="HOST:PORT", help="else NETDISK_SERVER, else 127.0.0.1:7470")
    parser.add_argument("-u", "--user", help="else NETDISK_USER")
    parser.add_argument("--identity", metavar="SHA256:...", help="the certificate's fingerprint, as the server printed it")
    parser.add_argument("--accept-new", action="store_true", help="accept a server seen for the first time")
    parser.add_argument("--password-file", metavar="FILE", help="its first line is the password")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("register", "login", "logout"):
        commands.add_parser(name)
    commands.add_parser("ls").add_argument("path", nargs="?", default="")
    put, get = commands.add_parser("put"), commands.add_parser("get")
    put.add_argument("local")
    put.add_argument("remote", nargs="?")
    get.add_argument("remote")
    get.add_argument("local", nargs="?")
    get.add_argument("--restart", action="store_true", help="replace a local file that is there")
    for command in (put, get):
        command.add_argument("--rate", type=int, default=0, metavar="BYTES", help="a second, at most")
    return parser.parse_args()


def main():
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = arguments()
        program = Program(options)
        getattr(program, options.command)()
        if program.netdisk:
            program.netdisk.close()
        return DONE
    except Failure as e:
        print("netdisk.py: %s" % e, file=sys.stderr)
        return e.code
    except (ssl.SSLError, ConnectionError, socket.timeout) as e:
        print("netdisk.py: connection lost: %s" % e, file=sys.stderr)
        return NO_CONNECTION
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as e:
        print("netdisk.py: connection lost: the server does not speak as it must: %s" % shown(repr(e)), file=sys.stderr)
        return NO_CONNECTION
    except OSError as e:
        print("netdisk.py: %s" % e, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("netdisk.py: interrupted; the same command goes on where it stopped", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
