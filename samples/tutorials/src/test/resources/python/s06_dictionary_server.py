"""S6: python s06_dictionary_server.py FOLDER"""
import json
import os
import socket
import struct
import sys

s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(5)
print(s.getsockname()[1], flush=True)
conn, addr = s.accept()
while True:
    head = conn.recv(4)
    if not head:
        break
    size = struct.unpack("i", head)[0]
    head = json.loads(conn.recv(size).decode("utf-8"))
    got = 0
    with open(os.path.join(sys.argv[1], head["file_name"]), "wb") as f:
        while got < head["file_size"]:
            data = conn.recv(min(1024, head["file_size"] - got))
            f.write(data)
            got += len(data)
    print("file", head["file_name"], got, flush=True)
