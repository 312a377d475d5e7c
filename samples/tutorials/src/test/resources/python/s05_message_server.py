"""S5: python s05_message_server.py FOLDER. The file name is trusted."""
import json
import os
import socket
import struct
import sys


def part(conn):
    head = conn.recv(4)
    if head == b"clos":
        return None
    size = struct.unpack("i", head)[0]
    got = b""
    while len(got) < size:
        got += conn.recv(min(1024, size - len(got)))
    return got


s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(5)
print(s.getsockname()[1], flush=True)
conn, addr = s.accept()
while True:
    head = part(conn)
    if head is None:
        break
    head = json.loads(head.decode("utf-8"))
    data = part(conn)
    if head["msg_type"] == "msg":
        print("msg", data.decode("utf-8"), flush=True)
    else:
        with open(os.path.join(sys.argv[1], head["file_name"]), "wb") as f:
            f.write(data)
        print("file", head["file_name"], flush=True)
print("closed", flush=True)
