"""S4: python s04_upload_client.py PORT FILE PAUSE"""
import os
import socket
import sys
import time

c = socket.socket()
c.connect(("127.0.0.1", int(sys.argv[1])))
c.send(str(os.path.getsize(sys.argv[2])).encode("utf-8"))
time.sleep(float(sys.argv[3]))
with open(sys.argv[2], "rb") as f:
    for line in f:
        c.sendall(line)
c.close()
