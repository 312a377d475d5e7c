"""S2: python s02_login_client.py PORT NAME PASSWORD [NAME PASSWORD…] [Q]"""
import socket
import sys

c = socket.socket()
c.connect(("127.0.0.1", int(sys.argv[1])))
print(c.recv(1024).decode("utf-8"))
for word in sys.argv[2:]:
    c.send(word.encode("utf-8"))
    if word == "Q":
        break
    print(c.recv(1024).decode("utf-8"))
c.close()
