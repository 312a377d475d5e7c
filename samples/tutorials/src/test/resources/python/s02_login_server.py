"""S2: the password is in the clear, here and on the wire."""
import socket

users = {"bob": "s3cret", "小明": "密码"}
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(5)
print(s.getsockname()[1], flush=True)
while True:
    conn, addr = s.accept()
    conn.send("welcome; user name, or Q: ".encode("utf-8"))
    while True:
        name = conn.recv(1024).decode("utf-8")
        if not name or name.upper() == "Q":
            break
        conn.send("password: ".encode("utf-8"))
        password = conn.recv(1024).decode("utf-8")
        if users.get(name) == password:
            conn.send(("welcome, " + name).encode("utf-8"))
            break
        conn.send("wrong; user name, or Q: ".encode("utf-8"))
    conn.close()
