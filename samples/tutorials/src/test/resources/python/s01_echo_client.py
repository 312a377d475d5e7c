"""S1: python s01_echo_client.py PORT TEXT…"""
import socket
import sys

c = socket.socket()
c.connect(("127.0.0.1", int(sys.argv[1])))
for text in sys.argv[2:]:
    c.send(text.encode("utf-8"))
    print(c.recv(1024).decode("utf-8"), flush=True)
c.close()
