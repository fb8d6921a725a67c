"""The wire as PROTOCOL.md describes it, written from its text alone: no code of Salon's is used.

A payload is made of pieces, each some bytes and what they mean, so that a frame can be shown with
its meaning beside it and cut at every place where a reader may stumble.
"""

import ipaddress
import struct
import zlib

MAGIC = b"\xf5SALON"
COMPRESSED = 1

RECORDS = {
    "place": [("room", "u32"), ("number", "u64"), ("time", "i64")],
    "member": [("id", "u64"), ("pseudo", "text")],
    "room_info": [("room", "u32"), ("name", "text"), ("topic", "text"), ("members", "u32")],
    "resume_point": [("room", "u32"), ("epoch", "u64"), ("last", "u64")],
    "resumed_room": [("room", "u32"), ("epoch", "u64"), ("status", "u8")],
    "tally": [("answered", "u32"), ("declined", "u32"), ("left", "u32"), ("waiting", "u32")],
    "kept_body": [("compressed", "bool"), ("content_type", "text"), ("bytes", "bytes")],
    "open_sequence": [
        ("sequence", "u64"), ("opener", "u64"), ("pseudo", "text"), ("client_number", "u64"),
        ("kind", "text"), ("block", "u8"), ("includes_opener", "bool"), ("quorum", "u16"),
        ("expires", "i64"), ("audience", "[u64]"), ("tally", "tally"), ("asked", "bool"),
        ("body", "kept_body")],
    "ended_sequence": [
        ("sequence", "u64"), ("opener", "u64"), ("client_number", "u64"), ("outcome", "u8"),
        ("reason", "text"), ("tally", "tally")],
    "method_info": [("name", "text"), ("description", "text"), ("schema", "u64"),
                    ("params", "text"), ("result", "text")],
    "service_info": [("name", "text"), ("description", "text"), ("methods", "[method_info]")],
    "address": [("ip", "ip"), ("port", "u16")],
}

# Name: number, who says it, fields. A field with a + was added later: it may be missing.
MESSAGES = {
    "HELLO": (0x0001, "client", [("agent", "text")]),
    "WELCOME": (0x0002, "server", [
        ("server", "text"), ("agent", "text"), ("time", "i64"), ("heartbeat_interval", "u32"),
        ("heartbeat_timeout", "u32"), ("resume_grace", "u32"), ("posts_per_second", "u32"),
        ("post_burst", "u32")]),
    "PSEUDO": (0x0003, "client", [("pseudo", "text")]),
    "ACCEPTED": (0x0004, "server", [
        ("member", "u64"), ("pseudo", "text"), ("token", "token"), ("inbox_epoch", "u64"),
        ("inbox_next", "u64"), ("people", "u32")]),
    "RESUME": (0x0005, "client", [
        ("token", "token"), ("inbox_epoch", "u64"), ("inbox_last", "u64"),
        ("rooms", "[resume_point]")]),
    "RESUMED": (0x0006, "server", [
        ("member", "u64"), ("pseudo", "text"), ("token", "token"), ("rooms", "[resumed_room]")]),
    "PING": (0x0007, "both", [("nonce", "u64")]),
    "PONG": (0x0008, "both", [("nonce", "u64")]),
    "BYE": (0x0009, "both", [("reason", "u16"), ("text", "text")]),
    "ERROR": (0x000A, "server", [
        ("code", "u16"), ("survives", "bool"), ("retry_after", "u32"), ("text", "text"),
        ("about", "+u64")]),
    "OK": (0x000B, "server", []),
    "GAP": (0x000C, "server", [
        ("room", "u32"), ("epoch", "u64"), ("first", "u64"), ("last", "u64")]),
    "LIST_ROOMS": (0x0101, "client", [("after", "text")]),
    "ROOMS": (0x0102, "server", [("total", "u32"), ("more", "bool"), ("rooms", "[room_info]")]),
    "JOIN": (0x0103, "client", [("name", "text")]),
    "JOINED": (0x0104, "server", [
        ("room", "u32"), ("name", "text"), ("topic", "text"), ("epoch", "u64"), ("next", "u64"),
        ("count", "u32"), ("more", "bool"), ("members", "[member]"), ("sequences", "+u16"),
        ("peer_posts", "+bool")]),
    "LEAVE": (0x0105, "client", [("room", "u32")]),
    "LIST_MEMBERS": (0x0106, "client", [("room", "u32"), ("after", "u64")]),
    "MEMBERS": (0x0107, "server", [
        ("room", "u32"), ("next", "u64"), ("count", "u32"), ("more", "bool"),
        ("members", "[member]"), ("peer_posts", "+bool")]),
    "MEMBER_JOINED": (0x0110, "server", [
        ("place", "place"), ("member", "u64"), ("pseudo", "text")]),
    "MEMBER_LEFT": (0x0111, "server", [
        ("place", "place"), ("member", "u64"), ("pseudo", "text"), ("cause", "u8"),
        ("reason", "text")]),
    "MEMBER_RENAMED": (0x0112, "server", [
        ("place", "place"), ("member", "u64"), ("old", "text"), ("new", "text")]),
    "ROOM_CLOSED": (0x0113, "server", [("place", "place"), ("reason", "text")]),
    "ROOM_CHANGED": (0x0114, "server", [
        ("place", "place"), ("name", "text"), ("topic", "text"), ("peer_posts", "+bool")]),
    "POST": (0x0201, "client", [("room", "u32"), ("client_number", "u64"), ("body", "body")]),
    "POSTED": (0x0202, "server", [
        ("place", "place"), ("author", "u64"), ("pseudo", "text"), ("client_number", "u64"),
        ("body", "body")]),
    "DIRECT": (0x0203, "client", [("to", "text"), ("client_number", "u64"), ("body", "body")]),
    "DIRECTED": (0x0204, "server", [
        ("place", "place"), ("author", "u64"), ("pseudo", "text"), ("to", "u64"),
        ("to_pseudo", "text"), ("client_number", "u64"), ("body", "body")]),
    "ACK": (0x0205, "server", [("client_number", "u64"), ("place", "place")]),
    "LATEST": (0x0206, "client", [("room", "u32"), ("key", "u32"), ("body", "body")]),
    "NEWEST": (0x0207, "server", [
        ("room", "u32"), ("author", "u64"), ("pseudo", "text"), ("key", "u32"), ("time", "i64"),
        ("body", "body")]),
    "NOTICE": (0x0301, "server", [("place", "place"), ("scope", "u8"), ("text", "text")]),
    "OPEN": (0x0401, "client", [
        ("room", "u32"), ("client_number", "u64"), ("kind", "text"), ("block", "u8"),
        ("includes_opener", "bool"), ("quorum", "u16"), ("deadline", "u32"), ("audience", "[u64]"),
        ("body", "body")]),
    "OPENED": (0x0402, "server", [
        ("place", "place"), ("sequence", "u64"), ("opener", "u64"), ("pseudo", "text"),
        ("client_number", "u64"), ("kind", "text"), ("block", "u8"), ("includes_opener", "bool"),
        ("quorum", "u16"), ("expires", "i64"), ("audience", "[u64]"), ("audience_count", "u32"),
        ("body", "body")]),
    "ANSWER": (0x0403, "client", [("sequence", "u64"), ("body", "body")]),
    "DECLINE": (0x0404, "client", [("sequence", "u64"), ("reason", "text")]),
    "CANCEL": (0x0405, "client", [("sequence", "u64"), ("reason", "text")]),
    "ANSWERED": (0x0406, "server", [
        ("place", "place"), ("sequence", "u64"), ("member", "u64"), ("pseudo", "text"),
        ("how", "u8"), ("reason", "text"), ("tally", "tally"), ("body", "body")]),
    "RESOLVED": (0x0407, "server", [
        ("place", "place"), ("sequence", "u64"), ("outcome", "u8"), ("reason", "text"),
        ("tally", "tally")]),
    "LIST_SEQUENCES": (0x0408, "client", [("room", "u32"), ("after", "u64")]),
    "SEQUENCES": (0x0409, "server", [
        ("room", "u32"), ("more", "bool"), ("open", "[open_sequence]"),
        ("ended", "[ended_sequence]")]),
    "STREAM_OPEN": (0x0501, "client", [
        ("to", "u64"), ("about", "u64"), ("length", "u64"), ("content_type", "text"),
        ("name", "text")]),
    "STREAM_TICKET": (0x0502, "server", [("stream", "u64"), ("ticket", "token")]),
    "STREAM_OFFERED": (0x0503, "server", [
        ("place", "place"), ("stream", "u64"), ("from", "u64"), ("pseudo", "text"),
        ("about", "u64"), ("length", "u64"), ("content_type", "text"), ("name", "text"),
        ("ticket", "token")]),
    "STREAM_CANCEL": (0x0504, "client", [("stream", "u64"), ("reason", "text")]),
    "STREAM_RENEW": (0x0505, "client", [("stream", "u64")]),
    "STREAM_ENDED": (0x0506, "server", [
        ("place", "place"), ("stream", "u64"), ("how", "u8"), ("reached", "u64"),
        ("reason", "text")]),
    "ATTACH": (0x0510, "client", [("ticket", "token")]),
    "ATTACHED": (0x0511, "server", [("role", "u8"), ("length", "u64")]),
    "START": (0x0512, "both", [("offset", "u64")]),
    "CREDIT": (0x0513, "both", [("upto", "u64")]),
    "CHUNK": (0x0514, "both", [("offset", "u64"), ("data", "rest")]),
    "END": (0x0515, "both", [("length", "u64"), ("hash", "hash")]),
    "CHECKED": (0x0516, "both", [("ok", "bool")]),
    "PAUSE": (0x0517, "both", [("paused", "bool")]),
    "CALL": (0x0601, "client", [
        ("service", "text"), ("method", "text"), ("schema", "u64"), ("deadline", "u32"),
        ("value", "bytes")]),
    "RESULT": (0x0602, "server", [("value", "bytes")]),
    "FAILED": (0x0603, "server", [
        ("code", "u32"), ("name", "text"), ("text", "text"), ("value", "bytes")]),
    "CANCEL_CALL": (0x0604, "client", [("call", "u32")]),
    "LIST_SERVICES": (0x0605, "client", [("after", "text")]),
    "SERVICES": (0x0606, "server", [("more", "bool"), ("services", "[service_info]")]),
    "PROVE": (0x0701, "client", [("token", "token")]),
    "PROVEN": (0x0702, "server", [("address", "address")]),
    "INTRODUCE": (0x0703, "server", [
        ("place", "place"), ("introduction", "u64"), ("member", "u64"), ("pseudo", "text"),
        ("role", "u8"), ("token", "token"), ("secret", "secret")]),
    "DIAL": (0x0704, "server", [
        ("place", "place"), ("introduction", "u64"), ("deadline", "u32"),
        ("addresses", "[address]")]),
    "CLAIM": (0x0705, "client", [
        ("introduction", "u64"), ("port", "u16"), ("addresses", "[ip]")]),
}

# What the two ends of a stream say to one another, on connections of their own.
BETWEEN_ENDS = ("START", "CREDIT", "CHUNK", "END", "CHECKED", "PAUSE")

ERRORS = {
    "NOT_SALON": 0x0001, "VERSION": 0x0002, "TOO_LARGE": 0x0003, "UNKNOWN_KIND": 0x0100,
    "MALFORMED": 0x0101, "INVALID_UTF8": 0x0102, "BAD_COMPRESSION": 0x0103, "WRONG_STATE": 0x0104,
}

INTEGERS = {"u8": ">B", "u16": ">H", "u32": ">I", "u64": ">Q", "i64": ">q"}


class Body:
    """A content type and bytes. `travels` is what stands in the frame, `plain` what it means."""

    def __init__(self, content_type, plain, travels=None):
        self.content_type = content_type
        self.plain = plain
        self.compressed = travels is not None
        self.travels = travels if self.compressed else plain


def deflated(plain, level=6):
    """A compressed body: the inflated length, then one whole zlib stream."""
    return struct.pack(">I", len(plain)) + zlib.compress(plain, level)


def text_body(text):
    return Body("text/plain", text.encode())


def ip_bytes(text):
    address = ipaddress.ip_address(text)
    return address.packed if address.version == 6 else bytes(10) + b"\xff\xff" + address.packed


def encode(kind_of_field, value, name):
    """The pieces of one field: (bytes, meaning)."""
    if kind_of_field.startswith("+"):
        return encode(kind_of_field[1:], value, name)
    if kind_of_field in INTEGERS:
        return [(struct.pack(INTEGERS[kind_of_field], value), f"{name} {value}")]
    if kind_of_field == "bool":
        return [(bytes([value]), f"{name}: {'yes' if value else 'no'}")]
    if kind_of_field == "text":
        # Bytes where a vector wants text that is none.
        raw = value if isinstance(value, bytes) else value.encode()
        return [(struct.pack(">H", len(raw)) + raw, f"{name} “{value}”")]
    if kind_of_field in ("token", "secret", "hash"):
        return [(value, name)]
    if kind_of_field == "rest":
        return [(value, f"{name}: {len(value)} bytes")]
    if kind_of_field == "bytes":
        return [(struct.pack(">I", len(value)), f"{name}: {len(value)} bytes"), (value, "")]
    if kind_of_field == "ip":
        # An address of IPv4 stands there as one of IPv6.
        return [(ip_bytes(value), f"{name} {value}".strip())]
    if kind_of_field == "body":
        how = f"{len(value.travels)} bytes" + (", compressed" if value.compressed else "")
        return encode("text", value.content_type, "content_type") + [
            (struct.pack(">I", len(value.travels)), f"body: {how}"), (value.travels, "")]
    if kind_of_field.startswith("["):
        pieces = [(struct.pack(">H", len(value)), f"{name}: {len(value)}")]
        for item in value:
            pieces += encode(kind_of_field[1:-1], item, "")
        return pieces
    pieces = []
    for (field, kind), part in zip(RECORDS[kind_of_field], value, strict=True):
        pieces += encode(kind, part, f"{name}.{field}" if name else field)
    return pieces


def payload_pieces(message, values):
    fields = MESSAGES[message][2]
    pieces = []
    for (name, kind), value in zip(fields, values, strict=True):
        pieces += encode(kind, value, name)
    return pieces


def flags_of(values):
    return COMPRESSED if any(isinstance(v, Body) and v.compressed for v in values) else 0


def frame_of(kind, payload, flags=0, correlation=0, length=None):
    length = len(payload) if length is None else length
    return struct.pack(">IHHI", length, kind, flags, correlation) + payload


def frame(message, values, correlation=0):
    payload = b"".join(piece for piece, _ in payload_pieces(message, values))
    return frame_of(MESSAGES[message][0], payload, flags_of(values), correlation)


def preface(version=1, capabilities=0):
    return MAGIC + struct.pack(">HQ", version, capabilities)


def meaning(kind_of_field, value):
    """A field's value in JSON. Integers of 64 bits are text, since not every reader keeps them."""
    if kind_of_field.startswith("+"):
        return meaning(kind_of_field[1:], value)
    if kind_of_field in ("u64", "i64"):
        return str(value)
    if kind_of_field in ("token", "secret", "hash", "bytes"):
        return value.hex()
    if kind_of_field == "rest":
        return {"bytes": len(value)}
    if kind_of_field == "body":
        return {
            "content_type": value.content_type,
            "compressed": value.compressed,
            "bytes": compact(value.travels),
            "plain": compact(value.plain),
        }
    if kind_of_field.startswith("["):
        return [meaning(kind_of_field[1:-1], item) for item in value]
    if kind_of_field in RECORDS:
        fields = RECORDS[kind_of_field]
        return {name: meaning(kind, part) for (name, kind), part in zip(fields, value, strict=True)}
    return value


def meanings(message, values):
    fields = MESSAGES[message][2]
    return {name: meaning(kind, v) for (name, kind), v in zip(fields, values, strict=True)}


def compact(data):
    """Bytes as hex; long runs of one byte as {"hex": …, "times": …} in a list of parts."""
    parts, plain, at = [], bytearray(), 0
    while at < len(data):
        end = at + 1
        while end < len(data) and data[end] == data[at]:
            end += 1
        if end - at >= 64:
            if plain:
                parts.append(plain.hex())
                plain = bytearray()
            parts.append({"hex": data[at:at + 1].hex(), "times": end - at})
        else:
            plain += data[at:end]
        at = end
    if not parts:
        return plain.hex()
    return parts + ([plain.hex()] if plain else [])


def annotated(message, values, correlation=0):
    """A frame as PROTOCOL.md shows it: sixteen bytes a line, and what they mean."""
    whole = frame(message, values, correlation)
    flags = "COMPRESSED" if flags_of(values) else "no flags"
    head = f"{len(whole) - 12} bytes, {message}, {flags}, correlation {correlation}"
    lines = []
    for data, means in [(whole[:12], head)] + payload_pieces(message, values):
        for at in range(0, len(data), 16):
            line = data[at:at + 16].hex(" ")
            lines.append(f"{line:<47}  # {means}" if at == 0 and means else line)
    return "\n".join(lines)
