"""S9: python s09_concurrent_server.py tcp|udp. A thread for whoever knocks."""
import socketserver
import sys


class Tcp(socketserver.BaseRequestHandler):
    def handle(self):
        while True:
            data = self.request.recv(1024)
            if not data:
                break
            self.request.sendall(data)


class Udp(socketserver.BaseRequestHandler):
    def handle(self):
        data, sock = self.request
        sock.sendto(data, self.client_address)


kind = socketserver.ThreadingTCPServer if sys.argv[1] == "tcp" else socketserver.ThreadingUDPServer
server = kind(("127.0.0.1", 0), Tcp if sys.argv[1] == "tcp" else Udp)
print(server.server_address[1], flush=True)
server.serve_forever()
