"""S4: python s04_upload_server.py FILE. The pause is the framing."""
import socket
import sys

s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(5)
print(s.getsockname()[1], flush=True)
conn, addr = s.accept()
size = int(conn.recv(1024).decode("utf-8"))
print("size", size, flush=True)
got = 0
with open(sys.argv[1], "wb") as f:
    while got < size:
        data = conn.recv(1024)
        f.write(data)
        got += len(data)
print("got", got, flush=True)
