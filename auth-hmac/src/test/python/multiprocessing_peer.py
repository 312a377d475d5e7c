"""A program with multiprocessing.connection, as CPython has it.

    python multiprocessing_peer.py listener AUTHKEY_HEX          prints its port, answers one message in upper case
    python multiprocessing_peer.py client AUTHKEY_HEX PORT       asks "question", prints the answer

Ends with 3 if the other side could not prove itself, or did not accept our proof.
"""
import sys
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener

role, authkey = sys.argv[1], bytes.fromhex(sys.argv[2])
try:
    if role == "listener":
        with Listener(("127.0.0.1", 0), authkey=authkey) as listener:
            print(listener.address[1], flush=True)
            with listener.accept() as connection:
                connection.send_bytes(connection.recv_bytes(1024).upper())
    else:
        with Client(("127.0.0.1", int(sys.argv[3])), authkey=authkey) as connection:
            connection.send_bytes(b"question")
            print(connection.recv_bytes(1024).decode("ascii"), flush=True)
except (AuthenticationError, EOFError, ConnectionError) as e:
    print(repr(e), file=sys.stderr)
    sys.exit(3)
