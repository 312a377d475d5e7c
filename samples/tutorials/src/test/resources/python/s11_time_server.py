"""S11: the request is a strftime format."""
import socket
import time

s = socket.socket(type=socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
while True:
    msg, addr = s.recvfrom(1024)
    s.sendto(time.strftime(msg.decode("utf-8") or "%Y-%m-%d %X").encode("utf-8"), addr)
