"""Trades on one server and asks another one until it shows the trade; prints the distribution of the delay.

Usage: follower_delay.py PORT_OF_A PORT_OF_B TRADES
"""
import random
import socket
import sys
import time

LONGEST_PAUSE_SECONDS = 0.04
GIVE_UP_SECONDS = 60


class Client:
    """A connection to the socket door that sends inline commands and waits for each answer."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=GIVE_UP_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.replies = self.socket.makefile("rb")

    def ask(self, line):
        self.socket.sendall(line.encode() + b"\r\n")
        return self.read()

    def read(self):
        line = self.replies.readline().rstrip(b"\r\n").decode()
        kind, rest = line[:1], line[1:]
        if kind == "*":
            return [self.read() for _ in range(int(rest))]
        if kind == "$":
            return None if rest == "-1" else self.replies.read(int(rest) + 2)[:-2].decode()
        if kind == ":":
            return int(rest)
        if kind == "+":
            return rest
        sys.exit(f"unexpected reply: {line!r}")

    def version(self):
        quote = self.ask("QUOTE GameStart")
        return int(quote[quote.index("version") + 1])


def delay_millis(a, b, version):
    """Of one trade, which gives the stock that version."""
    if a.ask("TRADE GameStart 1 BUY") != 1:
        sys.exit("a trade was not executed")
    answered = time.perf_counter()
    while b.version() < version:
        if time.perf_counter() - answered > GIVE_UP_SECONDS:
            sys.exit(f"version {version} was not seen within {GIVE_UP_SECONDS} s")
    return (time.perf_counter() - answered) * 1000


def percentile(ordered, part):
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def main():
    a, b = Client(int(sys.argv[1])), Client(int(sys.argv[2]))
    first = a.version()
    delays = []
    for trade in range(1, int(sys.argv[3]) + 1):
        # Not in step with the notices.
        time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))
        delays.append(delay_millis(a, b, first + trade))
    delays.sort()
    print(f"{len(delays)} trades, delay in ms: p50 {percentile(delays, 0.5):.2f}  p90 {percentile(delays, 0.9):.2f}"
          f"  p99 {percentile(delays, 0.99):.2f}  max {delays[-1]:.2f}")


main()
