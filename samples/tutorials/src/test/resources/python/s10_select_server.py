"""S10: one thread, many sockets; a partial read is taken for a whole one."""
import select
import socket

s = socket.socket()
s.bind(("127.0.0.1", 0))
s.setblocking(False)
s.listen(5)
print(s.getsockname()[1], flush=True)
rlist, answers = [s], {}
while True:
    readable, writable, _ = select.select(rlist, list(answers), [], 0.5)
    for sock in readable:
        if sock is s:
            conn, addr = s.accept()
            rlist.append(conn)
            continue
        data = sock.recv(1024)
        if not data:
            rlist.remove(sock)
            answers.pop(sock, None)
            sock.close()
            continue
        answers[sock] = data
    for sock in writable:
        if sock in answers:
            sock.send(answers.pop(sock))
