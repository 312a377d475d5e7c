"""S9: python s09_concurrent_client.py PORT N. All are connected before the first one asks; the last one asks first."""
import socket
import sys

clients = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(int(sys.argv[2]))]
for i in reversed(range(len(clients))):
    clients[i].sendall(("client %d" % i).encode("utf-8"))
    print(clients[i].recv(1024).decode("utf-8"), flush=True)
