"""Messages that are refused, each with the error that it must give, and goodbyes that aren't."""

import struct
import zlib

from good import MEANT, REPEATED
from wire import BETWEEN_ENDS, Body, COMPRESSED, ERRORS, MESSAGES, compact, deflated, frame, frame_of, payload_pieces

BAD_UTF8 = [
    ("a byte that is never UTF-8", b"a\xff"),
    ("a continuation alone", b"\x80"),
    ("an overlong zero", b"\xc0\x80"),
    ("a surrogate", b"\xed\xa0\x80"),
    ("beyond the last character", b"\xf4\x90\x80\x80"),
    ("a character cut short", b"abc\xe2\x82"),
]

# Texts over their limit: message, field, limit in bytes.
LIMITED = [
    ("HELLO", "agent", 128), ("WELCOME", "server", 128), ("WELCOME", "agent", 128),
    ("ACCEPTED", "pseudo", 128), ("RESUMED", "pseudo", 128), ("BYE", "text", 512),
    ("ERROR", "text", 512), ("JOINED", "name", 128), ("JOINED", "topic", 512),
    ("MEMBER_JOINED", "pseudo", 128), ("MEMBER_LEFT", "pseudo", 128),
    ("MEMBER_LEFT", "reason", 512), ("MEMBER_RENAMED", "old", 128),
    ("MEMBER_RENAMED", "new", 128), ("ROOM_CLOSED", "reason", 512), ("ROOM_CHANGED", "name", 128),
    ("ROOM_CHANGED", "topic", 512), ("NOTICE", "text", 4096), ("DIRECT", "to", 512),
    ("OPEN", "kind", 64), ("OPENED", "kind", 64), ("DECLINE", "reason", 512),
    ("CANCEL", "reason", 512), ("ANSWERED", "reason", 512), ("RESOLVED", "reason", 512),
    ("STREAM_OPEN", "content_type", 512), ("STREAM_OPEN", "name", 512),
    ("STREAM_OFFERED", "pseudo", 128), ("STREAM_OFFERED", "content_type", 64),
    ("STREAM_OFFERED", "name", 255), ("STREAM_CANCEL", "reason", 512),
    ("STREAM_ENDED", "reason", 512),
    ("CALL", "service", 512), ("CALL", "method", 512), ("FAILED", "name", 64),
    ("FAILED", "text", 512), ("LIST_SERVICES", "after", 64),
]

SERVER_SAYS = [name for name, (_, who, _) in MESSAGES.items() if who == "server"]
CLIENT_SAYS = [name for name, (_, who, _) in MESSAGES.items()
               if who != "server" and name not in BETWEEN_ENDS]
ALLOWED = {
    "await_hello": {"HELLO", "ATTACH", "PROVE", "BYE"},
    "await_pseudo": {"PSEUDO", "RESUME", "PING", "PONG", "BYE"},
    "connected": set(CLIENT_SAYS) - {"HELLO", "RESUME", "ATTACH", "PROVE"},
}


def phase_of(message):
    """A state in which a client may say `message`."""
    return next(phase for phase, kinds in ALLOWED.items() if message in kinds)


def refused(name, data, error, said_by="client", state="connected"):
    code = ERRORS[error]
    return {
        "name": name, "from": said_by, "state": state if said_by == "client" else None,
        "error": error, "code": code, "survives": code >= 0x0100, "hex": compact(data),
    }


def by_sender(name, message, data, error):
    # What is wrong with a client's BYE doesn't matter: see goodbyes(). What the ends of a stream say
    # comes to the other end by way of the server.
    if MESSAGES[message][1] == "server" or message in ("BYE", *BETWEEN_ENDS):
        return refused(name, data, error, "server")
    return refused(name, data, error, state=phase_of(message))


def replaced(message, field, value):
    """The typical values of a message, with one of them replaced."""
    values = list(MEANT[message][0][1])
    names = [name for name, _ in MESSAGES[message][2]]
    values[names.index(field)] = value
    return values


def truncations():
    """Every message, cut before and within each of its fields; the header tells the truth."""
    for message, cases in MEANT.items():
        kind = MESSAGES[message][0]
        at = 0
        # What was added later may be missing.
        added = sum(kind.startswith("+") for _, kind in MESSAGES[message][2])
        pieces = payload_pieces(message, cases[0][1])
        whole = b"".join(piece for piece, _ in pieces)
        # What goes on to the end is as long as it is.
        if MESSAGES[message][2][-1:] == [("data", "rest")]:
            pieces.pop()
        for number, (piece, _) in enumerate(pieces, 1):
            first = at + (number > len(pieces) - added)
            for cut in sorted({at, at + 1, at + len(piece) - 1} & set(range(first, at + len(piece)))):
                name = f"{message}: ends after {cut} of {len(whole)} bytes, in piece {number}"
                yield by_sender(name, message, frame_of(kind, whole[:cut], 0, 3), "MALFORMED")
            at += len(piece)


def texts():
    for message, (_, _, fields) in MESSAGES.items():
        for field, kind in fields:
            if kind == "text":
                for what, raw in BAD_UTF8:
                    data = frame(message, replaced(message, field, raw), 3)
                    yield by_sender(f"{message}: {field} has {what}", message, data, "INVALID_UTF8")
    for message, field, limit in LIMITED:
        for text in ["x" * (limit + 1), "é" * (limit // 2) + "x" * (limit % 2 + 1)]:
            data = frame(message, replaced(message, field, text), 3)
            name = f"{message}: {field} of {limit + 1} bytes"
            yield by_sender(name, message, data, "MALFORMED")


def lists():
    for message, (kind, _, fields) in MESSAGES.items():
        fields = [field for field in fields if not field[1].startswith("+")]
        if fields and fields[-1][1].startswith("["):
            added = len(MESSAGES[message][2]) - len(fields)
            pieces = payload_pieces(message, replaced(message, fields[-1][0], []))
            before = b"".join(piece for piece, _ in pieces[:-1 - added])
            for count in (1, 65_535):
                data = frame_of(kind, before + struct.pack(">H", count), 0, 3)
                name = f"{message}: a list of {count} that holds nothing"
                yield by_sender(name, message, data, "MALFORMED")
    rooms = replaced("ROOMS", "rooms", [(1, b"\xff", "", 0)])
    yield by_sender("ROOMS: name is not UTF-8", "ROOMS", frame("ROOMS", rooms), "INVALID_UTF8")
    rooms = replaced("ROOMS", "rooms", [(1, "a", "x" * 513, 0)])
    yield by_sender("ROOMS: topic of 513 bytes", "ROOMS", frame("ROOMS", rooms), "MALFORMED")
    members = replaced("MEMBERS", "members", [(1, "x" * 129)])
    yield by_sender("MEMBERS: pseudo of 129 bytes", "MEMBERS", frame("MEMBERS", members),
                    "MALFORMED")


def bombs():
    """(what, bytes as they travel, error), of compressed bodies."""
    zeros, stream = bytes(900_000), zlib.compress(REPEATED)

    def declares(length, data):
        return struct.pack(">I", length) + data

    dictionary = zlib.compressobj(zdict=b"All work and no play")
    with_dictionary = dictionary.compress(REPEATED) + dictionary.flush()
    raw = zlib.compressobj(wbits=-15)
    gzip = zlib.compressobj(wbits=31)
    return [
        ("declares 4 GiB", declares(2**32 - 1, zlib.compress(zeros)), "BAD_COMPRESSION"),
        ("declares one over the limit", deflated(bytes(2**20 + 1)), "BAD_COMPRESSION"),
        ("inflates to more than it declares", declares(1000, zlib.compress(zeros)),
         "BAD_COMPRESSION"),
        ("inflates to one byte more", declares(len(REPEATED) - 1, stream), "BAD_COMPRESSION"),
        ("declares nothing and inflates", declares(0, stream), "BAD_COMPRESSION"),
        ("inflates to one byte less", declares(len(REPEATED) + 1, stream), "BAD_COMPRESSION"),
        ("stream ends too soon", declares(len(REPEATED), stream[:-9]), "BAD_COMPRESSION"),
        ("checksum is missing", declares(len(REPEATED), stream[:-4]), "BAD_COMPRESSION"),
        ("checksum is wrong", declares(len(REPEATED), stream[:-1] + bytes([stream[-1] ^ 1])),
         "BAD_COMPRESSION"),
        ("bytes behind the stream", declares(len(REPEATED), stream + b"junk"), "BAD_COMPRESSION"),
        ("no stream", declares(5, b""), "BAD_COMPRESSION"),
        ("not zlib", declares(5, b"hello"), "BAD_COMPRESSION"),
        ("deflate without zlib's frame",
         declares(len(REPEATED), raw.compress(REPEATED) + raw.flush()), "BAD_COMPRESSION"),
        ("gzip", declares(len(REPEATED), gzip.compress(REPEATED) + gzip.flush()),
         "BAD_COMPRESSION"),
        ("needs a dictionary", declares(len(REPEATED), with_dictionary), "BAD_COMPRESSION"),
    ]


def bodies():
    for message, most in [("POST", 262_144), ("DIRECT", 262_144), ("LATEST", 4096),
                          ("OPEN", 16_384), ("ANSWER", 16_384)]:
        for what, travels, error in bombs():
            # What says to be over a smaller limit is not even looked at.
            declared = int.from_bytes(travels[:4], "big")
            error = "MALFORMED" if most < 262_144 and most < declared else error
            body = Body("application/x", b"", travels)
            data = frame(message, replaced(message, "body", body), 3)
            yield refused(f"{message}: {what}", data, error)
        for what, raw in BAD_UTF8:
            for how, body in [("", Body("text/plain", raw)),
                              ("compressed ", Body("text/x-log", raw, deflated(raw)))]:
                data = frame(message, replaced(message, "body", body), 3)
                yield refused(f"{message}: {how}text with {what}", data, "INVALID_UTF8")
        for what, content_type, error in [
            ("empty", "", "MALFORMED"), ("with a space", "text/plain; charset=utf-8", "MALFORMED"),
            ("with a line end", "text/plain\n", "MALFORMED"), ("with a delete", "a\x7f", "MALFORMED"),
            ("beyond ASCII", "text/é", "MALFORMED"), ("of 65 bytes", "a" * 65, "MALFORMED"),
            ("not UTF-8", b"text/\xff", "INVALID_UTF8"),
        ]:
            data = frame(message, replaced(message, "body", Body(content_type, b"x")), 3)
            yield refused(f"{message}: content type {what}", data, error)
        over = Body("application/octet-stream", bytes(most + 1))
        data = frame(message, replaced(message, "body", over), 3)
        yield refused(f"{message}: a body of one byte too many", data, "MALFORMED")
        pieces = payload_pieces(message, MEANT[message][0][1])
        before = b"".join(piece for piece, _ in pieces[:-2])
        data = frame_of(MESSAGES[message][0], before + b"\xff\xff\xff\xffabc", 0, 3)
        yield refused(f"{message}: a body that claims 4 GiB", data, "MALFORMED")
        data = frame(message, replaced(message, "body", Body("application/x", b"", b"\0\0\0")), 3)
        yield refused(f"{message}: too short for an inflated length", data, "MALFORMED")
    for what, body in [("", Body("a/b", bytes(4097))),
                       ("once inflated ", Body("a/b", b"", deflated(bytes(4097))))]:
        data = frame("NEWEST", replaced("NEWEST", "body", body), 3)
        yield refused(f"NEWEST: a body {what}of 4097 bytes", data, "MALFORMED", "server")


def headers():
    """Nothing but a header, which is enough to refuse what it declares."""
    post, join = MESSAGES["POST"][0], MESSAGES["JOIN"][0]
    for state, kind, most in [
        ("await_hello", MESSAGES["HELLO"][0], 65_536), ("await_hello", post, 65_536),
        ("await_pseudo", MESSAGES["PSEUDO"][0], 65_536), ("await_pseudo", 0xF000, 65_536),
        ("connected", join, 65_536), ("connected", 0xF000, 65_536), ("connected", post, 266_240),
        ("connected", MESSAGES["DIRECT"][0], 266_240), ("connected", MESSAGES["CALL"][0], 266_240),
    ]:
        for length in (most + 1, 2**31, 2**32 - 1):
            data = frame_of(kind, b"", COMPRESSED, 3, length)
            name = f"kind {kind:#06x} of {length} bytes in {state}"
            yield refused(name, data, "TOO_LARGE", state=state)


def states():
    for state, allowed in ALLOWED.items():
        for message in MESSAGES:
            if message in allowed:
                continue
            data = frame(message, MEANT[message][0][1], 3)
            yield refused(f"{message} in {state}", data, "WRONG_STATE", state=state)
        for kind in (0x0000, 0x000D, 0x0108, 0x0400, 0x05FF, 0xF000, 0xFFFF):
            data = frame_of(kind, b"whatever", 0xFFFF, 3)
            yield refused(f"kind {kind:#06x} in {state}", data, "UNKNOWN_KIND", state=state)
    # The moment counts before the payload does.
    for message, state in [("POST", "await_hello"), ("JOIN", "await_pseudo"), ("HELLO", "connected")]:
        data = frame_of(MESSAGES[message][0], b"\xff", 0, 3)
        yield refused(f"{message} in {state}, unreadable", data, "WRONG_STATE", state=state)


def goodbyes():
    """A client's BYE that can't be read is a goodbye all the same, in every state."""
    kind = MESSAGES["BYE"][0]
    for state in ALLOWED:
        for what, payload in [
            ("nothing", b""), ("half a reason", b"\x00"), ("no text", b"\x00\x01"),
            ("a text cut short", b"\x00\x01\x00\x05good"),
            ("a text that is not UTF-8", b"\x00\x01\x00\x02a\xff"),
            ("a text of 513 bytes", b"\x00\x01\x02\x01" + b"x" * 513),
        ]:
            yield {"name": f"BYE with {what} in {state}", "state": state,
                   "hex": compact(frame_of(kind, payload, 0, 3))}


def vectors():
    return [*truncations(), *texts(), *lists(), *bodies(), *headers(), *states()]
