"""S4: python s04_upload_client.py PORT FILE GO. The pause ends when there is a file GO: whoever makes it knows that the size was read."""
import os
import socket
import sys
import time

c = socket.socket()
c.connect(("127.0.0.1", int(sys.argv[1])))
c.send(str(os.path.getsize(sys.argv[2])).encode("utf-8"))
while not os.path.exists(sys.argv[3]):
    time.sleep(0.01)
with open(sys.argv[2], "rb") as f:
    for line in f:
        c.sendall(line)
c.close()
