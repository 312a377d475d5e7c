"""multiprocessing_peer.py where Python is older than 3.12: its sockets, messages and calls, with the handshake typed in
from the documented rules of 3.12. It shows that a program which keeps those rules understands us, and no more: whether
CPython 3.12 keeps them, only CPython 3.12 can show.
"""
import hmac
import os
import pathlib
import runpy
from multiprocessing import AuthenticationError, connection

PREFIX = b"{sha256}"
CHALLENGE, WELCOME, FAILURE = b"#CHALLENGE#", b"#WELCOME#", b"#FAILURE#"


def response(authkey, challenge):
    return PREFIX + hmac.new(authkey, challenge, "sha256").digest()


def deliver_challenge(peer, authkey):
    challenge = PREFIX + os.urandom(40)
    peer.send_bytes(CHALLENGE + challenge)
    right = hmac.compare_digest(peer.recv_bytes(256), response(authkey, challenge))
    peer.send_bytes(WELCOME if right else FAILURE)
    if not right:
        raise AuthenticationError("a wrong response")


def answer_challenge(peer, authkey):
    message = peer.recv_bytes(256)
    challenge = message[len(CHALLENGE) :]
    if not message.startswith(CHALLENGE + PREFIX) or len(challenge) < 20 + len(PREFIX):
        raise AuthenticationError("no challenge of these rules")
    peer.send_bytes(response(authkey, challenge))
    if peer.recv_bytes(256) != WELCOME:
        raise AuthenticationError("our response was refused")


connection.deliver_challenge, connection.answer_challenge = deliver_challenge, answer_challenge
runpy.run_path(str(pathlib.Path(__file__).with_name("multiprocessing_peer.py")), run_name="__main__")
