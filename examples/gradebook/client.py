#!/usr/bin/env python3
"""Calls a Salon service from Python, with nothing but PROTOCOL.md and the standard library.

    client.py HOST:PORT gradebook.sign_in user=teacher password=... \\
        gradebook.class_average class=BUT1

Parameters are texts. Each result is printed as JSON; the first call that fails ends the program.
"""

import json
import secrets
import socket
import struct
import sys

HELLO, PSEUDO, ACCEPTED, PING, PONG, BYE, ERROR = 0x01, 0x03, 0x04, 0x07, 0x08, 0x09, 0x0A
CALL, RESULT, FAILED = 0x0601, 0x0602, 0x0603


class CallFailed(Exception):
    """The service could not do it, or the server refused the call."""


def text(value):
    raw = value.encode()
    return struct.pack(">H", len(raw)) + raw


def encode(value, met=None):
    """A typed value. The same list or dict met again is a reference to it."""
    met = [] if met is None else met
    if value is None:
        return b"\x00"
    if isinstance(value, bool):
        return b"\x02" if value else b"\x01"
    if isinstance(value, int):
        return b"\x03" + struct.pack(">q", value)
    if isinstance(value, float):
        return b"\x04" + struct.pack(">d", value)
    if isinstance(value, (str, bytes)):
        raw = value.encode() if isinstance(value, str) else value
        return (b"\x05" if isinstance(value, str) else b"\x06") + struct.pack(">I", len(raw)) + raw
    for index, known in enumerate(met):
        if known is value:
            return b"\x09" + struct.pack(">I", index)
    met.append(value)
    head = struct.pack(">I", len(value))
    if isinstance(value, list):
        return b"\x07" + head + b"".join(encode(item, met) for item in value)
    names = ((name.encode(), item) for name, item in value.items())
    return b"\x08" + head + b"".join(bytes([len(n)]) + n + encode(v, met) for n, v in names)


class Reader:
    """What a payload holds, one thing after another."""

    def __init__(self, data):
        self.data, self.at, self.met = data, 0, []

    def take(self, count):
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, form):
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def text(self):
        return self.take(self.number(">H")).decode()

    def value(self):
        tag = self.take(1)[0]
        if tag <= 2:
            return [None, False, True][tag]
        if tag == 3:
            return self.number(">q")
        if tag == 4:
            return self.number(">d")
        count = self.number(">I")
        if tag == 5:
            return self.take(count).decode()
        if tag == 6:
            return self.take(count)
        if tag == 7:
            items = []
            self.met.append(items)
            items.extend(self.value() for _ in range(count))
            return items
        if tag == 8:
            fields = {}
            self.met.append(fields)
            for _ in range(count):
                name = self.take(self.take(1)[0]).decode()
                fields[name] = self.value()
            return fields
        return self.met[count]


class Client:
    """A connection that bears a pseudo."""

    def __init__(self, host, port):
        self.stream = socket.create_connection((host, port))
        self.stream.sendall(b"\xf5SALON" + struct.pack(">HQ", 1, 0))
        self.read(16)
        self.last = 0
        self.send(HELLO, text("client.py"))
        self.answer(self.send(PSEUDO, text("python-" + secrets.token_hex(4))))

    def read(self, count):
        data = b""
        while len(data) < count:
            more = self.stream.recv(count - len(data))
            if not more:
                raise ConnectionError("the server has closed the connection")
            data += more
        return data

    def send(self, kind, payload, correlation=None):
        if correlation is None:
            self.last += 1
            correlation = self.last
        self.stream.sendall(struct.pack(">IHHI", len(payload), kind, 0, correlation) + payload)
        return correlation

    def answer(self, number):
        """The answer to a request; what else comes is passed over."""
        while True:
            length, kind, _, correlation = struct.unpack(">IHHI", self.read(12))
            reader = Reader(self.read(length))
            if kind == PING:
                self.send(PONG, reader.data, correlation)
            elif kind == ERROR and correlation in (0, number):
                code, _, _ = reader.number(">H"), reader.take(1), reader.take(4)
                raise CallFailed(f"{reader.text()} (error {code:#06x})")
            elif correlation == number:
                return kind, reader

    def call(self, service, method, **params):
        """Calls a method and waits for its result."""
        value = encode(params)
        head = text(service) + text(method) + struct.pack(">QII", 0, 0, len(value))
        kind, reader = self.answer(self.send(CALL, head + value))
        if kind == FAILED:
            reader.take(4)
            name = reader.text()
            raise CallFailed(f"{reader.text()} ({name})")
        reader.take(4)
        return reader.value()

    def close(self):
        """Says goodbye."""
        self.send(BYE, struct.pack(">H", 1) + text(""))
        self.stream.close()


def main(address, *words):
    host, _, port = address.rpartition(":")
    calls = []
    for word in words:
        if "=" in word:
            name, _, given = word.partition("=")
            calls[-1][1][name] = given
        else:
            calls.append((word.partition("."), {}))
    client = Client(host, int(port))
    for (service, _, method), params in calls:
        print(json.dumps(client.call(service, method, **params), ensure_ascii=False))
    client.close()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (CallFailed, OSError) as error:
        sys.exit(f"client.py: {error}")
