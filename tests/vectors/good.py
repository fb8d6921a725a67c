"""Messages as they should be, and messages that a reader must understand all the same.

The first of each message is the example that PROTOCOL.md shows.
"""

import random
import struct

import graphs
from wire import (Body, COMPRESSED, MESSAGES, compact, deflated, frame, frame_of, meanings,
                  payload_pieces, text_body)

TOKEN = bytes(range(0xA0, 0xB0))
OTHER_TOKEN = bytes(range(0xB0, 0xC0))
SECRET = bytes(range(0xC0, 0xE0))
MORNING = 1_706_697_720_000  # 2024-01-31 10:42 UTC
U32, U64 = 2**32 - 1, 2**64 - 1
I64_MIN, I64_MAX = -2**63, 2**63 - 1
WIDE = "🦊" * 32  # 32 characters, 128 bytes: as long as a name can be
ACCENTED = "Zoé Ångström"


def place(room=7, number=42, time=MORNING):
    return (room, number, time)


INBOX = place(0, 5)
EDGE = (U32, U64, I64_MAX)
PAST = (0, 0, I64_MIN)


def said(letter, times):
    return letter * times


REPEATED = said(b"All work and no play makes Jack a dull boy. ", 40)
NOISE = random.Random(2428).randbytes(262_144)

BODIES = [
    ("compressed", Body("text/plain", REPEATED, deflated(REPEATED))),
    ("empty body", Body("application/octet-stream", b"")),
    ("unicode", text_body("Zoé dit : 小林さん、こんにちは 🦊 — שלום")),
    ("binary of every byte", Body("application/octet-stream", bytes(range(256)))),
    ("longest content type", Body("a/" + "x" * 62, b"\x00")),
    ("largest body", Body("application/octet-stream", bytes([0x5A]) * 262_144)),
    ("json of an application", Body("application/vnd.example.move+json", b'{"x":3,"y":4}')),
    ("stored blocks", Body("text/plain", REPEATED, deflated(REPEATED, 0))),
    ("hardest deflated", Body("text/plain", REPEATED, deflated(REPEATED, 9))),
    ("compressed nothing", Body("text/plain", b"", deflated(b""))),
    ("largest when inflated", Body("application/x", bytes(2**20), deflated(bytes(2**20)))),
]

CURSOR = Body("example/cursor", struct.pack(">hh", 120, -7))

# What LATEST may carry: 4096 bytes at most, once inflated too.
SMALL_BODIES = [
    ("compressed", Body("text/plain", REPEATED, deflated(REPEATED))),
    ("empty body", Body("application/octet-stream", b"")),
    ("largest body", Body("application/octet-stream", bytes([0x5A]) * 4096)),
    ("largest when inflated", Body("application/x", bytes(4096), deflated(bytes(4096)))),
]

# Message: (what it shows, values, correlation).
MEANT = {
    "HELLO": [
        ("typical", ["salon 0.1.0"], 1),
        ("empty", [""], 0),
        ("longest", ["é" * 64], U32),
    ],
    "WELCOME": [
        ("typical", ["Salon", "salon 0.1.0", MORNING, 30_000, 5_000, 15_000, 10, 50], 1),
        ("nothing and no limits", ["", "", 0, 0, 0, 0, 0, 0], 0),
        ("extreme", [WIDE, "a" * 128, I64_MIN, U32, U32, U32, U32, U32], U32),
    ],
    "PSEUDO": [
        ("typical", ["Alice"], 2),
        ("empty", [""], 2),
        ("not normalised", ["Zoe\u0301"], 2),
        ("longer than a pseudo may be", ["a" * 1000], 2),
    ],
    "ACCEPTED": [
        ("typical", [9, "Alice", TOKEN, 1, 1, 3], 2),
        ("unicode", [10, ACCENTED, OTHER_TOKEN, 1, 1, 1], 2),
        ("extreme", [U64, WIDE, b"\xff" * 16, U64, U64, U32], U32),
    ],
    "RESUME": [
        ("typical", [TOKEN, 1, 5, [(7, 1, 42), (8, 1, 0)]], 2),
        ("no rooms", [TOKEN, 1, 0, []], 2),
        ("64 rooms", [b"\0" * 16, U64, U64, [(n, U64 - n, n) for n in range(1, 65)]], 2),
    ],
    "RESUMED": [
        ("typical", [9, "Alice", OTHER_TOKEN, [(7, 1, 1), (8, 2, 2)]], 2),
        ("no rooms", [9, "Alice", OTHER_TOKEN, []], 2),
        ("every status and an unknown one",
         [U64, WIDE, TOKEN, [(1, 1, 1), (2, 1, 2), (3, 0, 3), (U32, U64, 255)]], U32),
    ],
    "PING": [("typical", [1], 0), ("zero", [0], 3), ("extreme", [U64], U32)],
    "PONG": [("typical", [1], 0), ("zero", [0], 3), ("extreme", [U64], U32)],
    "BYE": [
        ("typical", [1, "good night"], 9),
        ("kicked", [3, "Pas de réclame ici, s’il vous plaît."], 0),
        ("no words", [2, ""], 0),
        ("a reason of a newer version", [0x7777, "a" * 512], 0),
    ],
    "ERROR": [
        ("typical", [0x0111, True, 0, "Somebody here bears this pseudo already.", 0], 2),
        ("try again later", [0x0140, True, 850, "", 0], 12),
        ("the end", [0x0005, False, 60_000, "The server is full.", 0], 0),
        ("about a sequence", [0x0150, True, 0, "", 31], 12),
        ("a code of a newer version", [0xFFFF, True, U32, "é" * 256, U64], U32),
    ],
    "OK": [("typical", [], 6), ("no correlation", [], 0)],
    "GAP": [
        ("typical", [7, 1, 43, 120], 0),
        ("one of the inbox", [0, 1, 6, 6], 0),
        ("extreme", [U32, U64, 1, U64], 0),
    ],
    "LIST_ROOMS": [
        ("typical", [""], 3), ("next page", ["random"], 4), ("unicode", ["café 小林"], 4)],
    "ROOMS": [
        ("typical", [2, False, [(8, "help", "", 0), (7, "lobby", "Where everybody arrives", 3)]], 3),
        ("none", [0, False, []], 3),
        ("extreme", [U32, True, [(U32, WIDE, "é" * 256, U32)]], U32),
        ("a full page", [201, True, [(n, f"room {n:03}", "", n % 7) for n in range(1, 201)]], 3),
    ],
    "JOIN": [("typical", ["lobby"], 5), ("empty", [""], 5), ("unicode", ["Café des élèves"], 5)],
    "JOINED": [
        ("typical", [7, "lobby", "Where everybody arrives", 1, 42, 2, False,
                     [(4, "Bob"), (9, "Alice")], 0, False], 5),
        ("extreme", [U32, WIDE, "é" * 256, U64, U64, U32, True, [(U64, WIDE)], 65_535, True], U32),
        ("a full page", [7, "crowd", "", 1, 900, 501, True,
                         [(n, f"m{n}") for n in range(1, 501)], 1, True], 5),
    ],
    "LEAVE": [("typical", [7], 6), ("zero", [0], 0), ("extreme", [U32], U32)],
    "LIST_MEMBERS": [
        ("typical", [7, 0], 7), ("everybody, next page", [0, 500], 8), ("extreme", [U32, U64], U32)],
    "MEMBERS": [
        ("typical", [7, 43, 2, False, [(4, "Bob"), (9, "Alice")], False], 7),
        ("none", [0, 1, 0, False, [], False], 7),
        ("extreme", [U32, U64, U32, True, [(0, ""), (U64, WIDE)], True], U32),
    ],
    "MEMBER_JOINED": [
        ("typical", [place(), 10, "Chloé"], 0),
        ("on the server", [INBOX, 10, "小林"], 0),
        ("extreme", [EDGE, U64, WIDE], 0),
    ],
    "MEMBER_LEFT": [
        ("typical", [place(), 10, "Chloé", 3, "advertising"], 0),
        ("left", [INBOX, 10, "Chloé", 1, ""], 0),
        ("lost", [place(), 10, "Chloé", 2, ""], 0),
        ("banned", [PAST, 0, "", 4, "é" * 256], 0),
        ("a cause of a newer version", [EDGE, U64, WIDE, 255, ""], 0),
    ],
    "MEMBER_RENAMED": [
        ("typical", [place(), 9, "Alice", "Alix"], 0),
        ("on the server", [INBOX, 9, "Zoe", "Zoé"], 0),
        ("extreme", [EDGE, U64, WIDE, WIDE], 0),
    ],
    "ROOM_CLOSED": [
        ("typical", [place(), "The workshop is over."], 0),
        ("no words", [PAST, ""], 0),
        ("extreme", [EDGE, "é" * 256], 0),
    ],
    "ROOM_CHANGED": [
        ("typical", [place(), "library", "Quiet, please", False], 0),
        ("no topic", [PAST, "小林", "", True], 0),
        ("extreme", [EDGE, WIDE, "é" * 256, True], 0),
    ],
    "POST": [("typical", [7, 1, text_body("Hello, everybody!")], 8)]
            + [(what, [U32, U64, body], 8) for what, body in BODIES]
            + [("zero", [0, 0, text_body("a")], 0)],
    "POSTED": [("typical", [place(), 9, "Alice", 1, text_body("Hello, everybody!")], 0)]
              + [(what, [EDGE, U64, WIDE, U64, body], 0) for what, body in BODIES],
    "DIRECT": [("typical", ["Bob", 2, text_body("Are you there?")], 9),
               ("longest receiver as typed", ["é" * 256, 2, text_body("Are you there?")], 9)]
              + [(what, [ACCENTED, U64, body], 9) for what, body in BODIES],
    "DIRECTED": [("typical", [INBOX, 9, "Alice", 4, "Bob", 2, text_body("Are you there?")], 0)]
                + [(what, [(0, U64, I64_MAX), U64, WIDE, U64, ACCENTED, U64, body], 0)
                   for what, body in BODIES],
    "ACK": [("typical", [1, place()], 8), ("of a direct message", [2, INBOX], 9),
            ("extreme", [U64, EDGE], U32)],
    "LATEST": [("typical", [7, 0, CURSOR], 0)]
              + [(what, [U32, U32, body], U32) for what, body in SMALL_BODIES],
    "NEWEST": [("typical", [7, 9, "Alice", 0, MORNING, CURSOR], 0)]
              + [(what, [U32, U64, WIDE, U32, I64_MIN, body], 0) for what, body in SMALL_BODIES],
    "NOTICE": [
        ("typical", [INBOX, 1, "We stop in ten minutes."], 0),
        ("to a room", [place(), 2, "Ici on parle français 🇫🇷"], 0),
        ("to one", [INBOX, 3, "é" * 2048], 0),
        ("a scope of a newer version", [PAST, 9, ""], 0),
    ],
    "PROVE": [("typical", [TOKEN], 1), ("extreme", [b"\xff" * 16], U32)],
    "PROVEN": [
        ("typical", [("203.0.113.9", 40_000)], 1),
        ("IPv6", [("2001:db8::9", 40_000)], 1),
        ("extreme", [("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65_535)], U32),
    ],
    "INTRODUCE": [
        ("typical", [INBOX, 8, 4, "Bob", 1, TOKEN, SECRET], 0),
        ("to the responder", [INBOX, 8, 9, "Alice", 2, OTHER_TOKEN, SECRET], 0),
        ("a role of a newer version", [EDGE, U64, U64, WIDE, 255, b"\xff" * 16, b"\xff" * 32], 0),
    ],
    "DIAL": [
        ("typical", [INBOX, 8, 5_000, [("203.0.113.9", 40_000), ("192.168.1.9", 40_000)]], 0),
        ("nowhere", [INBOX, 8, 5_000, []], 0),
        ("as many as there may be",
         [EDGE, U64, U32, [(f"fd00::{n:x}", 65_535 - n) for n in range(1, 9)]], 0),
    ],
    "CLAIM": [
        ("typical", [8, 40_000, ["192.168.1.5", "fd00::5"]], 7),
        ("none", [8, 40_000, []], 7),
        ("extreme", [U64, 65_535, ["::"] * 8], U32),
    ],
}

VOTE = Body("salon/vote", b"\0\0\0\x05Soup?\0\0\0\x02\0\0\0\x03yes\0\0\0\x02no")
LARGEST = Body("application/octet-stream", bytes([0x5A]) * 16_384)
DEFLATED = Body("text/plain", REPEATED, deflated(REPEATED))
NOTHING = Body("application/octet-stream", b"")
FULL = (U32, U32, U32, U32)


def kept(body):
    return (body.compressed, body.content_type, body.travels)


MEANT |= {
    "OPEN": [
        ("typical", [7, 3, "salon/vote", 1, True, 0, 60_000, [], VOTE], 10),
        ("toward members", [0, 4, "example/ask", 0, False, 1, 1_000, [4, 10], DEFLATED], 10),
        ("extreme", [U32, U64, "x" * 64, 255, True, 65_535, U32, [U64] * 500, LARGEST], U32),
        ("nothing", [0, 0, "", 0, False, 0, 0, [], NOTHING], 0),
    ],
    "OPENED": [
        ("typical", [place(), 31, 9, "Alice", 3, "salon/vote", 1, True, 0, MORNING + 60_000, [], 3,
                     VOTE], 0),
        ("by the server", [INBOX, 32, 0, "", 0, "salon/peer", 0, False, 2, MORNING, [4, 9], 2,
                           NOTHING], 0),
        ("extreme", [EDGE, U64, U64, WIDE, U64, "x" * 64, 255, True, 65_535, I64_MAX, [0, U64],
                     U32, LARGEST], 0),
        ("compressed", [PAST, 0, 0, "", 0, "", 2, False, 0, I64_MIN, [0], 0, DEFLATED], 0),
    ],
    "ANSWER": [
        ("typical", [31, Body("salon/choice", b"\0\x01")], 11), ("nothing", [0, NOTHING], 0),
        ("compressed", [U64, DEFLATED], U32), ("largest", [U64, LARGEST], U32),
    ],
    "DECLINE": [("typical", [31, "not hungry"], 12), ("extreme", [U64, "é" * 256], U32)],
    "CANCEL": [("typical", [31, "soup is off"], 13), ("extreme", [U64, "é" * 256], U32)],
    "ANSWERED": [
        ("typical", [place(), 31, 4, "Bob", 1, "", (1, 0, 0, 2), Body("salon/choice", b"\0\x01")], 0),
        ("declined", [place(), 31, 10, "Chloé", 2, "not hungry", (1, 1, 0, 1), NOTHING], 0),
        ("left", [INBOX, 31, 10, "Chloé", 3, "", (0, 0, 1, 0), NOTHING], 0),
        ("extreme", [EDGE, U64, U64, WIDE, 255, "é" * 256, FULL, LARGEST], 0),
    ],
    "RESOLVED": [
        ("typical", [place(), 31, 1, "", (2, 1, 0, 0)], 0),
        ("declined", [INBOX, 31, 2, "", (0, 0, 1, 0)], 0),
        ("expired", [place(), 31, 3, "", (0, 0, 0, 3)], 0),
        ("cancelled", [place(), 31, 4, "soup is off", (1, 0, 0, 2)], 0),
        ("an outcome of a newer version", [EDGE, U64, 255, "é" * 256, FULL], 0),
    ],
    "LIST_SEQUENCES": [("typical", [7, 0], 14), ("of the inbox", [0, 31], 14),
                       ("extreme", [U32, U64], U32)],
    "SEQUENCES": [
        ("typical", [7, False, [
            (31, 9, "Alice", 3, "salon/vote", 1, True, 0, MORNING + 60_000, [], (1, 0, 0, 2), True,
             kept(VOTE))], [(30, 4, 12, 4, "soup is off", (1, 0, 0, 2))]], 14),
        ("none", [0, False, [], []], 14),
        ("extreme", [U32, True, [
            (U64, U64, WIDE, U64, "x" * 64, 255, True, 65_535, I64_MIN, [0, U64], FULL, True,
             kept(DEFLATED))] * 2, [(U64, U64, U64, 255, "é" * 256, FULL)] * 64], U32),
    ],
}

# BLAKE3 of nothing, from its specification.
HASH_OF_NOTHING = bytes.fromhex("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262")

MEANT |= {
    "STREAM_OPEN": [
        ("typical", [4, 31, 5_000_000, "audio/flac", "song.flac"], 15),
        ("of unknown length", [4, 0, U64, "application/octet-stream", ""], 15),
        ("extreme", [U64, U64, U64, "a/" + "x" * 62, "é" * 127], U32),
    ],
    "STREAM_TICKET": [("typical", [6, TOKEN], 15), ("extreme", [U64, b"\xff" * 16], U32)],
    "STREAM_OFFERED": [
        ("typical", [INBOX, 6, 9, "Alice", 31, 5_000_000, "audio/flac", "song.flac", OTHER_TOKEN], 0),
        ("a name that climbs", [INBOX, 7, 9, "Alice", 0, 0, "text/plain", "../../x", TOKEN], 0),
        ("extreme", [EDGE, U64, U64, WIDE, U64, U64, "x" * 64, "é" * 127, b"\0" * 16], 0),
    ],
    "STREAM_CANCEL": [("typical", [6, "changed my mind"], 16), ("extreme", [U64, "é" * 256], U32)],
    "STREAM_RENEW": [("typical", [6], 17), ("extreme", [U64], U32)],
    "STREAM_ENDED": [
        ("typical", [INBOX, 6, 1, 5_000_000, ""], 0),
        ("cancelled", [INBOX, 6, 2, 262_144, "changed my mind"], 0),
        ("broken", [INBOX, 6, 3, 0, ""], 0), ("gone", [INBOX, 6, 4, 7, ""], 0),
        ("a way of a newer version", [EDGE, U64, 255, U64, "é" * 256], 0),
    ],
    "ATTACH": [("typical", [TOKEN], 1), ("extreme", [b"\xff" * 16], U32)],
    "ATTACHED": [("typical", [1, 5_000_000], 1), ("a receiver", [2, U64], 1),
                 ("a role of a newer version", [255, 0], U32)],
    "START": [("typical", [0], 0), ("goes on", [262_144], 0), ("extreme", [U64], U32)],
    "CREDIT": [("typical", [8_388_608], 0), ("extreme", [U64], U32)],
    "CHUNK": [
        ("typical", [0, b"fLaC"], 0), ("one byte", [4_999_999, b"\0"], 0),
        ("largest", [U64, b"\x5a" * 262_144], U32),
    ],
    "END": [("typical", [5_000_000, bytes(range(32))], 0), ("of nothing", [0, HASH_OF_NOTHING], 0),
            ("extreme", [U64, b"\xff" * 32], U32)],
    "CHECKED": [("typical", [True], 0), ("it differs", [False], 0)],
    "PAUSE": [("typical", [True], 0), ("it goes on", [False], 0)],
}

NULL = graphs.encode(None)
MARK = graphs.encode({"class": "BUT1", "student": "Zoé", "mark": "15.5", "coefficient": "2"})
AVERAGE = graphs.encode({"average": "14.25", "marks": 4})
ADD_MARK_TYPES = ("{class: text, student: text, mark: text, coefficient: text}", "null")
ADD_MARK_SCHEMA = graphs.schema("gradebook", "add_mark", *ADD_MARK_TYPES)
ADD_MARK = ("add_mark", "Gives a student a mark.", ADD_MARK_SCHEMA, *ADD_MARK_TYPES)
LONGEST = ("m" * 64, "é" * 256, U64, "x" * 2048, "x" * 2048)

MEANT |= {
    "CALL": [
        ("typical", ["gradebook", "add_mark", ADD_MARK_SCHEMA, 5_000, MARK], 10),
        ("of anything", ["gradebook", "list", 0, 0, graphs.encode({})], 11),
        ("linked objects", ["a", "b", 0, 1, graphs.encode({"value": graphs.linked()})], U32),
        ("no value at all", ["s" * 512, "é" * 256, U64, U32, b""], 0),
    ],
    "RESULT": [
        ("typical", [AVERAGE], 10), ("nothing", [NULL], 11),
        ("shared objects", [graphs.encode(graphs.shared())], U32),
    ],
    "FAILED": [
        ("typical", [2, "no_such_student", "There is no student Zoe in BUT1.", NULL], 10),
        ("with details", [U32, "n" * 64, "é" * 256, graphs.encode({"most": 20})], U32),
        ("no words", [0, "", "", NULL], 11),
    ],
    "CANCEL_CALL": [("typical", [10], 0), ("zero", [0], 4), ("extreme", [U32], U32)],
    "LIST_SERVICES": [
        ("typical", [""], 12), ("next page", ["gradebook"], 13), ("longest", ["s" * 64], 13)],
    "SERVICES": [
        ("typical", [False, [("gradebook", "Classes, students and their marks.", [ADD_MARK])]], 12),
        ("none", [False, []], 12),
        ("extreme", [True, [("s" * 64, "é" * 256, [LONGEST, ADD_MARK]), ("t", "", [])]], U32),
    ],
}

MEANT["POST"].append(("incompressible", [7, 3, Body("application/octet-stream", NOISE[:2048])], 8))


def vector(name, message, values, correlation, data, flags, lax):
    kind, said_by, _ = MESSAGES[message]
    return {
        "name": name, "message": message, "kind": kind, "from": said_by, "flags": flags,
        "correlation": correlation, "lax": lax, "hex": compact(data),
        "fields": meanings(message, values),
    }


def canonical_vectors():
    for message, cases in MEANT.items():
        for what, values, correlation in cases:
            flags = COMPRESSED if any(isinstance(v, Body) and v.compressed for v in values) else 0
            data = frame(message, values, correlation)
            name = f"{message}: {what}"
            yield vector(name, message, values, correlation, data, flags, False)


def lax_vectors():
    """What nobody sends in this version, and everybody reads: the rest is passed over."""
    for message, cases in MEANT.items():
        _, values, correlation = cases[0]
        kind = MESSAGES[message][0]
        payload = b"".join(piece for piece, _ in payload_pieces(message, values))
        for what, flags, more in [
            ("trailing fields", 0, b"\x00\x00\x00\x2aand more"),
            ("unknown flags", 0xFFFE, b""),
            ("unknown flags and a trailing byte", 0x8000, b"\xff"),
        ]:
            # What goes on to the end of the payload leaves no room behind it.
            if more and MESSAGES[message][2][-1:] == [("data", "rest")]:
                continue
            data = frame_of(kind, payload + more, flags, correlation)
            yield vector(f"{message}: {what}", message, values, correlation, data, flags, True)
    for message, values in [("OK", []), ("PING", [1])]:
        payload = b"".join(piece for piece, _ in payload_pieces(message, values))
        data = frame_of(MESSAGES[message][0], payload, COMPRESSED, 4)
        name = f"{message}: COMPRESSED where there is no body"
        yield vector(name, message, values, 4, data, COMPRESSED, True)
    values = [0x0140, True, 0, "x", 0]
    data = bytearray(frame("ERROR", values, 4))
    data[14] = 0x80
    yield vector("ERROR: a yes that is not 1", "ERROR", values, 4, bytes(data), 0, True)
    for message, (kind, _, fields) in MESSAGES.items():
        added = sum(field.startswith("+") for _, field in fields)
        for missing in range(1, added + 1):
            _, values, correlation = MEANT[message][0]
            pieces = payload_pieces(message, values)
            data = frame_of(kind, b"".join(p for p, _ in pieces[:-missing]), 0, correlation)
            what = "what was added" if missing == added else fields[-missing][0]
            yield vector(f"{message}: without {what}", message, values, correlation, data, 0, True)


def vectors():
    return list(canonical_vectors()) + list(lax_vectors())
