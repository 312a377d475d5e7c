"""S7: python s07_ftp_server.py FOLDER. Any attribute is a command."""
import json
import os
import socket
import struct
import sys


class Server:
    def __init__(self, folder):
        self.folder = folder
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(5)
        print(self.socket.getsockname()[1], flush=True)

    def run(self):
        self.conn, addr = self.socket.accept()
        while True:
            head = self.conn.recv(4)
            if not head:
                break
            head = json.loads(self.conn.recv(struct.unpack("i", head)[0]).decode("utf-8"))
            if hasattr(self, head["cmd"]):
                getattr(self, head["cmd"])(head)

    def put(self, head):
        got = 0
        with open(os.path.join(self.folder, head["filename"]), "wb") as f:
            while got < head["filesize"]:
                data = self.conn.recv(min(8192, head["filesize"] - got))
                f.write(data)
                got += len(data)
        print("put", head["filename"], got, flush=True)


Server(sys.argv[1]).run()
