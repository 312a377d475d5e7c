"""S8: python s08_link_check_server.py SECRET. Nothing after the check is protected."""
import hmac
import os
import socket
import sys

s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(5)
print(s.getsockname()[1], flush=True)
while True:
    conn, addr = s.accept()
    msg = os.urandom(32)
    conn.sendall(msg)
    digest = hmac.new(sys.argv[1].encode("utf-8"), msg, "md5").digest()
    if hmac.compare_digest(conn.recv(len(digest)), digest):
        while True:
            data = conn.recv(1024)
            if not data:
                break
            conn.sendall(data.upper())
    conn.close()
