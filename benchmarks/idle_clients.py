"""Holds connections that have asked once and then say nothing, until it is ended.

Usage: idle_clients.py PORT CONNECTIONS [TOKEN]
"""
import resource
import signal
import socket
import struct
import sys

# Closed by a reset, so that thousands of ports are not kept waiting after each round.
RESET = struct.pack("ii", 1, 0)


def idle_client(port, token):
    client = socket.create_connection(("127.0.0.1", port), timeout=60)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    if token:
        ask(client, f"AUTH {token}", b"+OK\r\n")
    ask(client, "LOOKUP GameStart", b"+15.99\r\n")
    return client


def ask(client, request, expected):
    client.sendall(f"{request}\r\n".encode())
    answer = b""
    while not answer.endswith(b"\r\n"):
        received = client.recv(64)
        if not received:
            sys.exit(f"closed by the server after {answer!r}")
        answer += received
    if answer != expected:
        sys.exit(f"unexpected answer: {answer!r}")


def main():
    port, connections = int(sys.argv[1]), int(sys.argv[2])
    token = sys.argv[3] if len(sys.argv) > 3 else None
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    clients = [idle_client(port, token) for _ in range(connections)]
    print(f"{len(clients)} clients are idle", flush=True)
    signal.pause()


main()
