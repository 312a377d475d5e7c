"""S8: python s08_link_check_client.py PORT SECRET TEXT…"""
import hmac
import socket
import sys

c = socket.socket()
c.connect(("127.0.0.1", int(sys.argv[1])))
msg = c.recv(32)
c.sendall(hmac.new(sys.argv[2].encode("utf-8"), msg, "md5").digest())
for text in sys.argv[3:]:
    c.sendall(text.encode("utf-8"))
    print(c.recv(1024).decode("utf-8"), flush=True)
c.close()
