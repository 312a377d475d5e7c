"""Writes the vectors of noise-nx, noise-nnpsk0 and the logins inside, from SPEC.md and the Noise specification alone.

    python noise_vectors.py RESOURCES        RESOURCES/vectors/framewire/*.txt; needs the package cryptography

It first checks itself with the published vector of NNpsk0 that lies in RESOURCES/vectors/noise.
"""
import base64
import hashlib
import hmac
import pathlib
import sys

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def mac(key, *parts):
    return hmac.new(key, b"".join(parts), "sha256").digest()


def expand(prk, info, length):
    out = block = b""
    count = 1
    while len(out) < length:
        block = mac(prk, block, info, bytes([count]))
        out += block
        count += 1
    return out[:length]


def public(private):
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def agree(private, peer):
    return X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(peer))


class Noise:
    """The symmetric state of both sides, who are one here: whoever encrypts knows what the other decrypts."""

    def __init__(self, name, prologue, psk=None):
        name = name.encode()
        self.h = name.ljust(32, b"\0") if len(name) <= 32 else hashlib.sha256(name).digest()
        self.ck, self.k, self.n, self.psk = self.h, None, 0, psk
        self.mix_hash(prologue)

    def mix_hash(self, data):
        self.h = hashlib.sha256(self.h + data).digest()

    def hkdf(self, data, count):
        out = expand(mac(self.ck, data), b"", 32 * count)
        self.ck = out[:32]
        return [out[i : i + 32] for i in range(32, len(out), 32)]

    def mix_key(self, data):
        (self.k,), self.n = self.hkdf(data, 2), 0

    def mix_psk(self):
        temporary, self.k = self.hkdf(self.psk, 3)
        self.n = 0
        self.mix_hash(temporary)

    def ephemeral(self, key):
        self.mix_hash(key)
        if self.psk:
            self.mix_key(key)
        return key

    def encrypt(self, plaintext):
        if self.k is None:
            ciphertext = plaintext
        else:
            ciphertext = AESGCM(self.k).encrypt(bytes(4) + self.n.to_bytes(8, "big"), plaintext, self.h)
            self.n += 1
        self.mix_hash(ciphertext)
        return ciphertext

    def split(self):
        return expand(mac(self.ck, b""), b"", 64)


def nx(prologue, e_i, e_r, s, payloads=(b"", b"")):
    noise = Noise("Noise_NX_25519_AESGCM_SHA256", prologue)
    first = noise.ephemeral(public(e_i)) + noise.encrypt(payloads[0])
    second = noise.ephemeral(public(e_r))
    noise.mix_key(agree(e_r, public(e_i)))
    second += noise.encrypt(public(s))
    noise.mix_key(agree(s, public(e_i)))
    second += noise.encrypt(payloads[1])
    return noise, first, second


def nnpsk0(prologue, e_i, e_r, psk, payloads=(b"", b"")):
    noise = Noise("Noise_NNpsk0_25519_AESGCM_SHA256", prologue, psk)
    noise.mix_psk()
    first = noise.ephemeral(public(e_i)) + noise.encrypt(payloads[0])
    second = noise.ephemeral(public(e_r))
    noise.mix_key(agree(e_r, public(e_i)))
    second += noise.encrypt(payloads[1])
    return noise, first, second


def check_against_published(folder):
    v = dict(line.split(": ", 1) for line in (folder / "noise/NNpsk0_25519_AESGCM_SHA256.txt").read_text().splitlines() if ": " in line)
    b = {name: bytes.fromhex(value) for name, value in v.items()}
    noise, first, second = nnpsk0(b["prologue"], b["e_initiator"], b["e_responder"], b["psk"], (b["payload_1"], b["payload_2"]))
    assert (first, second, noise.h) == (b["message_1"], b["message_2"], b["handshake_hash"])


def frame(header, body=b""):
    header = header.encode()
    return len(header).to_bytes(4, "big") + len(body).to_bytes(8, "big") + header + body


def th(*frames):
    return hashlib.sha256(b"framewire-auth/1 transcript" + bytes(4) + b"".join(frames)).digest()


def session(v, hello_header, pattern):
    """Fills in what follows from a hello and a pattern: messages, frames, hashes, keys."""
    prologue = b"framewire-auth/1 prologue" + frame(hello_header, bytes(pattern.first_bytes))[: 12 + len(hello_header)]
    noise, first, second = pattern.run(prologue)
    hello, reply = frame(hello_header, first), frame('{"type":"reply"}', second)
    prk = mac(b"framewire-auth/1 noise", noise.split())
    key = expand(prk, b"framewire-auth/1 client confirm", 32)
    confirm = frame('{"type":"confirm"}', mac(key, th(hello, reply)))
    secret = expand(prk, b"framewire-auth/1 session" + th(hello, reply, confirm), 32)
    v.update(
        hello=hello,
        reply=reply,
        handshake_hash=noise.h,
        prk=prk,
        confirm=confirm,
        session=secret,
        client_to_server=expand(secret, b"framewire-auth/1 client to server", 32),
        server_to_client=expand(secret, b"framewire-auth/1 server to client", 32),
        channel_binding=expand(secret, b"framewire-auth/1 channel binding", 32),
    )


class Pattern:
    def __init__(self, first_bytes, run):
        self.first_bytes, self.run = first_bytes, run


def write(folder, name, comment, values):
    lines = [f"# {comment}; made by noise_vectors.py"]
    lines += [f"{k}: {v.hex() if isinstance(v, bytes) else v}" for k, v in values.items()]
    (folder / "framewire" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def b64(data):
    return base64.b64encode(data).decode()


def b64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def main(folder):
    check_against_published(folder)
    e_i, e_r, s = bytes(range(0x20, 0x40)), bytes(range(0x40, 0x60)), bytes(range(0x80, 0xA0))

    v = {"server_private_key": s, "e_client": e_i, "e_server": e_r}
    session(v, '{"type":"hello","suites":"framewire-auth/1:noise-nx"}', Pattern(32, lambda p: nx(p, e_i, e_r, s)))
    write(folder, "noise-nx.txt", "noise-nx, every frame and every secret", v)
    binding = v["channel_binding"]

    secret = bytes(range(32))
    psk = expand(mac(b"framewire-auth/1 psk", secret), b"framewire-auth/1 noise psk", 32)
    v = {"secret": secret, "key_id": "k1", "client": "alice", "server": "bob", "e_client": e_i, "e_server": e_r, "psk": psk}
    hello = '{"type":"hello","suites":"framewire-auth/1:noise-nnpsk0","key":"k1","client":"alice","server":"bob"}'
    session(v, hello, Pattern(48, lambda p: nnpsk0(p, e_i, e_r, psk)))
    write(folder, "noise-nnpsk0.txt", "noise-nnpsk0, every frame and every secret", v)

    salt, iterations, password = bytes(range(16)), 100_000, "p\u00e4ssword"
    user, client_nonce, server_nonce = "alice", "c" * 32, "s" * 32
    gs2 = "p=framewire-noise,,"
    client_first_bare = f"n={user},r={client_nonce}"
    server_first = f"r={client_nonce}{server_nonce},s={b64(salt)},i={iterations}"
    without_proof = f"c={b64(gs2.encode() + binding)},r={client_nonce}{server_nonce}"
    message = f"{client_first_bare},{server_first},{without_proof}".encode()
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    client_key, server_key = mac(salted, b"Client Key"), mac(salted, b"Server Key")
    stored_key = hashlib.sha256(client_key).digest()
    write(folder, "login-scram-sha-256.txt", "a login inside the session of noise-nx.txt", {
        "channel_binding": binding,
        "user": user,
        "password": password,
        "client_nonce": client_nonce,
        "server_nonce": server_nonce,
        "verifier": f"SCRAM-SHA-256${iterations}:{b64(salt)}${b64(stored_key)}:{b64(server_key)}",
        "client_first": gs2 + client_first_bare,
        "server_first": server_first,
        "client_final": f"{without_proof},p={b64(xor(client_key, mac(stored_key, message)))}",
        "server_final": f"v={b64(mac(server_key, message))}",
    })

    token_id, secret, user, expires = bytes(range(0xA0, 0xB0)), bytes(range(0xC0, 0xE0)), "\u7528\u6237", 1_800_000_000
    client_key = mac(secret, b"framewire-auth/1 token client key")
    server_key = mac(secret, b"framewire-auth/1 token server key")
    stored_key = hashlib.sha256(client_key).digest()

    def bound(role):
        return b"framewire-auth/1 token " + role + b"\0framewire-noise\0" + binding + token_id

    write(folder, "login-token.txt", "a re-login token inside the session of noise-nx.txt", {
        "channel_binding": binding,
        "id": token_id,
        "secret": secret,
        "user": user,
        "expires": expires,
        "text": f"fwtoken1.{b64url(token_id)}.{b64url(secret)}.{b64url(user.encode())}.{expires}",
        "stored_key": stored_key,
        "server_key": server_key,
        "client_message": token_id + xor(client_key, mac(stored_key, bound(b"client"))),
        "server_answer": mac(server_key, bound(b"server")),
    })


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) / "vectors")
