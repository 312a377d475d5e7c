"""S10: python s10_select_client.py PORT TEXT…  A socket each, all at once."""
import select
import socket
import sys

waiting = {}
for text in sys.argv[2:]:
    c = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    c.sendall(text.encode("utf-8"))
    waiting[c] = text
while waiting:
    readable, _, _ = select.select(list(waiting), [], [])
    for c in readable:
        print(c.recv(1024).decode("utf-8"), flush=True)
        waiting.pop(c)
        c.close()
