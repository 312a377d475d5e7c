"""S3: python s03_command_server.py raw|length|header. Whatever comes is run."""
import hashlib
import json
import socket
import struct
import subprocess
import sys

mode = sys.argv[1]
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(5)
print(s.getsockname()[1], flush=True)
while True:
    conn, addr = s.accept()
    while True:
        cmd = conn.recv(1024)
        if not cmd:
            break
        p = subprocess.Popen(cmd.decode("utf-8"), shell=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = p.communicate()
        total = len(out) + len(err)
        if mode == "length":
            conn.send(struct.pack("i", total))
        elif mode == "header":
            head = json.dumps({"md5": hashlib.md5(out + err).hexdigest(), "file_name": "a.txt", "total_size": total})
            conn.send(struct.pack("i", len(head.encode("utf-8"))))
            conn.send(head.encode("utf-8"))
        conn.sendall(out)
        conn.sendall(err)
    conn.close()
