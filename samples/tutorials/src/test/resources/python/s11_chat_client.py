"""S11: python s11_chat_client.py PORT TEXT…"""
import socket
import sys

c = socket.socket(type=socket.SOCK_DGRAM)
for text in sys.argv[2:]:
    c.sendto(text.encode("utf-8"), ("127.0.0.1", int(sys.argv[1])))
    data, addr = c.recvfrom(1024)
    print(data.decode("utf-8"), flush=True)
