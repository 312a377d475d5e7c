"""S6: python s06_dictionary_client.py PORT PATH[=NAME]…"""
import json
import os
import socket
import struct
import sys

c = socket.socket()
c.connect(("127.0.0.1", int(sys.argv[1])))
for argument in sys.argv[2:]:
    path, _, name = argument.partition("=")
    head = json.dumps(
        {"file_name": name or os.path.basename(path), "file_size": os.path.getsize(path), "file_path": path}
    ).encode("utf-8")
    c.send(struct.pack("i", len(head)))
    c.send(head)
    with open(path, "rb") as f:
        for line in f:
            c.sendall(line)
c.close()
