#!/usr/bin/env python3
"""Writes the vectors that stand beside it, or shows a message as PROTOCOL.md does.

    make.py             writes the JSON files
    make.py show NAME…  the example of each of these messages, with its meaning

Deflated bytes depend on the zlib at hand: another one may write others, which are as good.
"""

import json
import pathlib
import sys

import good
import graphs
import malformed
import names
from wire import annotated, preface

HERE = pathlib.Path(__file__).parent


def prefaces():
    def fine(name, version, capabilities):
        answer = preface(min(version, 1), 3).hex()
        return {"name": name, "hex": preface(version, capabilities).hex(), "version": version,
                "capabilities": str(capabilities), "answer": answer}

    def wrong(name, data, error, code):
        return {"name": name, "hex": data.hex(), "error": error, "code": code}

    return {
        "good": [
            fine("typical", 1, 0), fine("of a server", 1, 1), fine("both capabilities", 1, 3),
            fine("unknown capabilities", 1, 2**64 - 1), fine("a newer version", 2, 0),
            fine("the newest version", 65_535, 0),
        ],
        # Refused at once: a wrong byte needs no other.
        "bad": [
            wrong("TLS", b"\x16\x03\x01\x02\x00\x01", "NOT_SALON", 1),
            wrong("HTTP", b"GET / HTTP/1.1\r\n\r\n", "NOT_SALON", 1),
            wrong("IRC", b"NICK alice\r\n", "NOT_SALON", 1),
            wrong("one wrong byte", b"S", "NOT_SALON", 1),
            wrong("nothing but zeros", bytes(16), "NOT_SALON", 1),
            wrong("UTF-8 of the first letter", "õSALON".encode(), "NOT_SALON", 1),
            wrong("the last letter is wrong", b"\xf5SALOM", "NOT_SALON", 1),
            wrong("in small letters", b"\xf5salon" + bytes(10), "NOT_SALON", 1),
            wrong("version 0", preface(0, 0), "VERSION", 2),
        ],
    }


def write(name, value):
    text = json.dumps(value, ensure_ascii=True, indent=1)
    (HERE / name).write_text(text + "\n", encoding="ascii")


def main(arguments):
    if arguments[:1] == ["show"]:
        for message in arguments[1:]:
            _, values, correlation = good.MEANT[message][0]
            print(annotated(message, values, correlation))
        return
    write("messages.json", good.vectors())
    write("malformed.json", malformed.vectors())
    write("goodbyes.json", list(malformed.goodbyes()))
    write("prefaces.json", prefaces())
    write("names.json", names.vectors())
    write("values.json", graphs.vectors())


if __name__ == "__main__":
    main(sys.argv[1:])
