"""S11: python s11_time_client.py PORT FORMAT…"""
import socket
import sys

c = socket.socket(type=socket.SOCK_DGRAM)
for fmt in sys.argv[2:]:
    c.sendto(fmt.encode("utf-8"), ("127.0.0.1", int(sys.argv[1])))
    print(c.recvfrom(1024)[0].decode("utf-8"), flush=True)
