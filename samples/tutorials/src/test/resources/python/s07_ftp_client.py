"""S7: python s07_ftp_client.py PORT CMD PATH[=NAME]…"""
import json
import os
import socket
import struct
import sys


class Client:
    def __init__(self, port):
        self.socket = socket.socket()
        self.socket.connect(("127.0.0.1", port))

    def put(self, cmd, path, name):
        head = json.dumps({"cmd": cmd, "filename": name, "filesize": os.path.getsize(path)}).encode("utf-8")
        self.socket.send(struct.pack("i", len(head)))
        self.socket.send(head)
        with open(path, "rb") as f:
            for line in f:
                self.socket.sendall(line)


client = Client(int(sys.argv[1]))
for argument in sys.argv[3:]:
    path, _, name = argument.partition("=")
    client.put(sys.argv[2], path, name or os.path.basename(path))
client.socket.close()
