"""S3: python s03_command_client.py PORT raw|length|header COMMAND…"""
import json
import socket
import struct
import sys

mode = sys.argv[2]
c = socket.socket()
c.connect(("127.0.0.1", int(sys.argv[1])))
for cmd in sys.argv[3:]:
    c.send(cmd.encode("utf-8"))
    if mode == "raw":
        print(c.recv(1024).decode("utf-8"), end="")
        continue
    if mode == "length":
        total = struct.unpack("i", c.recv(4))[0]
    else:
        size = struct.unpack("i", c.recv(4))[0]
        head = json.loads(c.recv(size).decode("utf-8"))
        total = head["total_size"]
    got = b""
    while len(got) < total:
        got += c.recv(min(1024, total - len(got)))
    print(got.decode("utf-8"), end="")
c.close()
