#!/usr/bin/env python3
"""framewire-auth/1, suite hmac-sha256 with integrity-only records, from SPEC.md and Python's standard library alone.

    framewire_auth.py client SECRET_HEX KEY_ID CLIENT SERVER     speaks on standard input and output
    framewire_auth.py server SECRET_HEX KEY_ID CLIENT SERVER     the other side
    framewire_auth.py vector FILE                                computes a vector from its inputs and compares
    framewire_auth.py write FILE                                 fills in the outputs of a vector
"""
import hashlib
import hmac
import json
import os
import struct
import sys

INTEGRITY_ONLY = "framewire-auth/1:hmac-sha256:integrity-only"
IN_CHANNEL = "framewire-auth/1:hmac-sha256:channel"
DATA, KEY_UPDATE, CLOSE = 1, 2, 3
MAX_PAYLOAD = 65536


class AuthError(Exception):
    pass


def mac(key, *parts):
    return hmac.new(key, b"".join(parts), hashlib.sha256).digest()


def expand(prk, info, length=32):
    out = block = b""
    counter = 1
    while len(out) < length:
        block = mac(prk, block, info, bytes([counter]))
        out += block
        counter += 1
    return out[:length]


def label(text):
    return b"framewire-auth/1 " + text.encode("ascii")


def frame(fields, body=b""):
    header = json.dumps(fields, separators=(",", ":")).encode("utf-8")
    return struct.pack(">IQ", len(header), len(body)) + header + body


def read_exactly(stream, count):
    data = b""
    while len(data) < count:
        more = stream.read(count - len(data))
        if not more:
            raise AuthError("truncated")
        data += more
    return data


class Schedule:
    """The keys of hmac-sha256, as the handshake goes on."""

    def __init__(self, secret, binding=b""):
        self.prk = mac(label("psk"), secret)
        self.transcript = label("transcript") + struct.pack(">I", len(binding)) + binding

    def add(self, raw):
        self.transcript += raw

    def th(self):
        return hashlib.sha256(self.transcript).digest()

    def client_proof(self):
        return mac(expand(self.prk, label("client proof")), self.th())

    def server_finish(self):
        return mac(expand(self.prk, label("server finish")), self.th())

    def session(self):
        return expand(self.prk, label("session") + self.th())


class Frames:
    def __init__(self, source, sink, schedule):
        self.source, self.sink, self.schedule = source, sink, schedule

    def send(self, fields, body=b""):
        raw = frame(fields, body)
        self.schedule.add(raw)
        self.sink.write(raw)
        self.sink.flush()

    def receive(self, kind, names, body_bytes=0):
        prefix = read_exactly(self.source, 12)
        header_bytes, body_size = struct.unpack(">IQ", prefix)
        if not 2 <= header_bytes <= 1024 or body_size > 256:
            raise AuthError("not a handshake frame")
        header = read_exactly(self.source, header_bytes)
        body = read_exactly(self.source, body_size)
        fields = json.loads(header.decode("utf-8"))
        if fields.get("type") != kind or set(fields) != {"type", *names} or body_size != body_bytes:
            raise AuthError("unexpected frame: %s" % fields.get("type"))
        self.schedule.add(prefix + header + body)
        return fields, body


class Direction:
    def __init__(self, secret):
        self.start(secret)

    def start(self, secret):
        self.secret, self.key, self.sequence = secret, expand(secret, label("key")), 0

    def tag(self, header, payload):
        tag = mac(self.key, struct.pack(">Q", self.sequence), header, payload)
        self.sequence += 1
        return tag

    def update(self):
        self.start(expand(self.secret, label("update")))


def record_header(kind, size):
    return struct.pack(">I", kind << 24 | size)


class Session:
    def __init__(self, source, sink, session, is_client):
        c2s = expand(session, label("client to server"))
        s2c = expand(session, label("server to client"))
        self.source, self.sink = source, sink
        self.out = Direction(c2s if is_client else s2c)
        self.incoming = Direction(s2c if is_client else c2s)

    def record(self, kind, payload=b""):
        header = record_header(kind, len(payload))
        return header + payload + self.out.tag(header, payload)

    def send(self, data):
        for at in range(0, len(data), MAX_PAYLOAD):
            self.sink.write(self.record(DATA, data[at : at + MAX_PAYLOAD]))
        self.sink.flush()

    def update_key(self):
        self.sink.write(self.record(KEY_UPDATE))
        self.out.update()

    def close(self):
        self.sink.write(self.record(CLOSE))
        self.sink.flush()

    def receive_all(self):
        data = b""
        while True:
            header = read_exactly(self.source, 4)
            (word,) = struct.unpack(">I", header)
            kind, size = word >> 24, word & 0xFFFFFF
            if kind not in (DATA, KEY_UPDATE, CLOSE) or size > MAX_PAYLOAD or (size == 0) != (kind != DATA):
                raise AuthError("malformed record")
            payload, tag = read_exactly(self.source, size), read_exactly(self.source, 32)
            if not hmac.compare_digest(tag, self.incoming.tag(header, payload)):
                raise AuthError("tampered record")
            if kind == CLOSE:
                return data
            if kind == KEY_UPDATE:
                self.incoming.update()
            data += payload


def hello(key_id, client, server, nonce, suites=INTEGRITY_ONLY, binding="none"):
    return {
        "type": "hello", "suites": suites, "key": key_id, "client": client, "server": server,
        "nonce": nonce.hex(), "binding": binding,
    }


def challenge(server, nonce, suite=INTEGRITY_ONLY):
    return {"type": "challenge", "suite": suite, "server": server, "nonce": nonce.hex()}


def connect(source, sink, secret, key_id, client, server):
    schedule = Schedule(secret)
    frames = Frames(source, sink, schedule)
    frames.send(hello(key_id, client, server, os.urandom(32)))
    fields, _ = frames.receive("challenge", ["suite", "server", "nonce"])
    if fields["suite"] != INTEGRITY_ONLY or fields["server"] != server or len(fields["nonce"]) != 64:
        raise AuthError("another server or suite")
    frames.send({"type": "proof"}, schedule.client_proof())
    expected = schedule.server_finish()
    _, finish = frames.receive("finish", [], 32)
    if not hmac.compare_digest(finish, expected):
        raise AuthError("the server does not hold the key")
    return Session(source, sink, schedule.session(), True)


def accept(source, sink, secret, key_id, client, server):
    schedule = Schedule(secret)
    frames = Frames(source, sink, schedule)
    fields, _ = frames.receive("hello", ["suites", "key", "client", "server", "nonce", "binding"])
    if INTEGRITY_ONLY not in fields["suites"].split(" ") or len(fields["nonce"]) != 64:
        raise AuthError("no suite in common")
    allowed = (fields["key"], fields["client"], fields["binding"]) == (key_id, client, "none")
    allowed = allowed and fields["server"] in ("", server)
    frames.send(challenge(server, os.urandom(32)))
    expected = schedule.client_proof()
    _, proof = frames.receive("proof", [], 32)
    if not hmac.compare_digest(proof, expected) or not allowed:
        raise AuthError("the client does not hold the key")
    frames.send({"type": "finish"}, schedule.server_finish())
    return Session(source, sink, schedule.session(), False)


def compute(vector):
    """Every output of a vector, from its inputs."""
    suite = vector["suite"]
    nonces = bytes.fromhex(vector["client_nonce"]), bytes.fromhex(vector["server_nonce"])
    schedule = Schedule(bytes.fromhex(vector["secret"]), bytes.fromhex(vector.get("binding_data", "")))
    binding = vector.get("binding_type", "none")
    out = {}

    def step(name, raw):
        schedule.add(raw)
        out[name] = raw.hex()
        out["th_after_" + name] = schedule.th().hex()

    step("hello", frame(hello(vector["key_id"], vector["client"], vector["server"], nonces[0], suite, binding)))
    step("challenge", frame(challenge(vector["server"], nonces[1], suite)))
    step("proof", frame({"type": "proof"}, schedule.client_proof()))
    step("finish", frame({"type": "finish"}, schedule.server_finish()))
    out["prk"] = schedule.prk.hex()
    if suite == IN_CHANNEL:
        return out
    session = schedule.session()
    out["session"] = session.hex()
    out["client_to_server"] = expand(session, label("client to server")).hex()
    out["server_to_client"] = expand(session, label("server to client")).hex()
    out["channel_binding"] = expand(session, label("channel binding")).hex()
    if suite == INTEGRITY_ONLY:
        sender = Session(None, None, session, True)
        out["record_data"] = sender.record(DATA, vector["text"].encode("ascii")).hex()
        out["record_key_update"] = sender.record(KEY_UPDATE).hex()
        sender.out.update()
        out["record_data_after_update"] = sender.record(DATA, vector["text"].encode("ascii")).hex()
        out["record_close"] = sender.record(CLOSE).hex()
    return out


def load(path):
    with open(path, encoding="ascii") as lines:
        pairs = (line.rstrip("\n").split(":", 1) for line in lines if line.strip() and not line.startswith("#"))
        return {name: value.strip() for name, value in pairs}


def main(arguments):
    command = arguments[0]
    if command in ("vector", "write"):
        vector = load(arguments[1])
        outputs = compute(vector)
        if command == "write":
            with open(arguments[1], "a", encoding="ascii") as lines:
                lines.writelines("%s: %s\n" % item for item in outputs.items())
            return 0
        wrong = [name for name, value in outputs.items() if vector.get(name) != value]
        print("wrong: %s" % ", ".join(wrong) if wrong else "ok")
        return 1 if wrong else 0
    secret, key_id, client, server = bytes.fromhex(arguments[1]), *arguments[2:5]
    role = connect if command == "client" else accept
    session = role(sys.stdin.buffer, sys.stdout.buffer, secret, key_id, client, server)
    if command == "client":
        session.send(b"question")
        session.update_key()
        session.send(b"!" * 100_000)
        session.close()
        answer = session.receive_all()
        return 0 if answer == b"answer" else 1
    question = session.receive_all()
    session.send(question.upper())
    session.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
