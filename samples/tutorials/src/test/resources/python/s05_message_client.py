"""S5: python s05_message_client.py PORT [msg:TEXT|file:PATH[=NAME]|close]…"""
import json
import os
import socket
import struct
import sys

c = socket.socket()
c.connect(("127.0.0.1", int(sys.argv[1])))


def part(data):
    c.send(struct.pack("i", len(data)))
    c.sendall(data)


for what in sys.argv[2:]:
    if what == "close":
        c.send(b"close")
        break
    kind, value = what.split(":", 1)
    if kind == "msg":
        part(json.dumps({"msg_type": "msg"}).encode("utf-8"))
        part(value.encode("utf-8"))
    else:
        path, _, name = value.partition("=")
        part(json.dumps({"msg_type": "file", "file_name": name or os.path.basename(path)}).encode("utf-8"))
        with open(path, "rb") as f:
            part(f.read())
c.close()
