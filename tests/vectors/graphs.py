"""Typed values, as PROTOCOL.md describes them, written from its text alone.

A list or a dict is one object: where the same one stands twice, the second is a reference to it.
"""

import struct

from wire import compact


class Raw:
    """Bytes as they are, where a vector wants what no writer writes."""

    def __init__(self, data):
        self.data = data


def encode(value, met=None):
    met = [] if met is None else met
    if isinstance(value, Raw):
        return value.data
    if value is None:
        return b"\x00"
    if isinstance(value, bool):
        return b"\x02" if value else b"\x01"
    if isinstance(value, int):
        return b"\x03" + struct.pack(">q", value)
    if isinstance(value, float):
        return b"\x04" + (b"\x7f\xf8" + bytes(6) if value != value else struct.pack(">d", value))
    if isinstance(value, str):
        raw = value.encode()
        return b"\x05" + struct.pack(">I", len(raw)) + raw
    if isinstance(value, bytes):
        return b"\x06" + struct.pack(">I", len(value)) + value
    for index, known in enumerate(met):
        if known is value:
            return b"\x09" + struct.pack(">I", index)
    met.append(value)
    if isinstance(value, list):
        return (b"\x07" + struct.pack(">I", len(value))
                + b"".join(encode(item, met) for item in value))
    fields = b"".join(
        bytes([len(name.encode())]) + name.encode() + encode(item, met)
        for name, item in value.items())
    return b"\x08" + struct.pack(">I", len(value)) + fields


def meaning(value):
    """What it means in JSON: the value, and its objects in the order of their appearance.

    Integers of 64 bits are text, floats their bits, and an object is named by its place.
    """
    met, objects = [], []

    def part(value):
        if value is None or isinstance(value, (bool, str)):
            return value
        if isinstance(value, int):
            return {"int": str(value)}
        if isinstance(value, float):
            return {"float": encode(value)[1:].hex()}
        if isinstance(value, bytes):
            return {"bytes": compact(value)}
        for index, known in enumerate(met):
            if known is value:
                return {"object": index}
        index = len(met)
        met.append(value)
        objects.append(None)
        if isinstance(value, list):
            objects[index] = {"list": [part(item) for item in value]}
        else:
            objects[index] = {"record": [[name, part(item)] for name, item in value.items()]}
        return {"object": index}

    return {"root": part(value), "objects": objects}


def nested(depth):
    value = []
    for _ in range(depth - 1):
        value = [value]
    return value


def linked():
    """A class, its students, and each student's class: what Python would call a cycle."""
    group = {"name": "BUT1"}
    group["students"] = [{"name": name, "class": group} for name in ("Ada", "Zoé")]
    return group


def shared():
    mark = {"mark": "15.5", "coefficient": "2"}
    return [mark, mark, [mark]]


def itself():
    value = []
    value.append(value)
    return value


GOOD = [
    ("null", None), ("no", False), ("yes", True), ("zero", 0), ("minus one", -1),
    ("the least integer", -2**63), ("the greatest integer", 2**63 - 1), ("a float", 12.75),
    ("minus zero", -0.0), ("infinity", float("inf")), ("no number", float("nan")),
    ("the least float", 5e-324), ("empty text", ""), ("text", "Zoé 小林 🦊"), ("text with a zero", "a\0b"),
    ("empty bytes", b""), ("bytes", bytes(range(256))), ("empty list", []), ("empty record", {}),
    ("a list", [1, "two", None, [3.0]]), ("a record", {"class": "BUT1", "mark": 15.5, "sure": True}),
    ("names of fields", {"é": 1, "x" * 64: 2, " ": 3}), ("linked objects", linked()),
    ("a shared object", shared()), ("a list that is its own item", itself()),
    ("as deep as may be", nested(64)), ("as many bytes as may be", bytes(262_144 - 5)),
    ("alike, but not the same", [[], []]),
]

INT = b"\x03" + bytes(8)
BAD = [
    ("nothing", b"", "Truncated"), ("an integer cut short", INT[:-1], "Truncated"),
    ("a text cut short", b"\x05\x00\x00\x00\x02a", "Truncated"),
    ("bytes of 4 GiB", b"\x06\xff\xff\xff\xff", "Truncated"),
    ("a list of 4 GiB", b"\x07\xff\xff\xff\xff\x00", "Truncated"),
    ("a list that lacks an item", b"\x07\x00\x00\x00\x02\x00", "Truncated"),
    ("a record that lacks a value", b"\x08\x00\x00\x00\x01\x01a", "Truncated"),
    ("something behind it", b"\x00\x00", "Trailing"), ("no such value", b"\x0a", "Tag"),
    ("no such value within a list", encode([Raw(b"\xff")]), "Tag"),
    ("a text that is not UTF-8", b"\x05\x00\x00\x00\x01\xff", "Utf8"),
    ("a name that is not UTF-8", b"\x08\x00\x00\x00\x01\x01\xff\x00", "Utf8"),
    ("a field without a name", encode({"": 1}), "Name"),
    ("a name of 65 bytes", encode({"x" * 65: 1}), "Name"),
    ("two fields of one name", b"\x08\x00\x00\x00\x02\x01a\x00\x01a\x01", "Twice"),
    ("a reference to nothing", b"\x09\x00\x00\x00\x00", "Reference"),
    ("a reference to what comes later", encode([Raw(b"\x09\x00\x00\x00\x01"), []]), "Reference"),
    ("one deeper than may be", encode(nested(65)), "TooDeep"),
    ("one more than may be", encode([None] * 65_536), "TooMany"),
    ("one byte more than may be", encode(bytes(262_144 - 4)), "TooLarge"),
]


TYPES = ["null", "text?", "[[int]]", "{}", "any",
         "{class: text, marks: [{mark: text, coefficient: int}]?, photo: bytes}"]
NO_TYPES = ["", "string", "[int", "{a:int}", "{a: int,b: int}", "{: int}", "int int", "int??",
            "[" * 17 + "int" + "]" * 17]


def schema(service, method, params, result):
    """The hash of a method's schema: FNV-1a of 64 bits."""
    digest = 0xCBF29CE484222325
    for byte in f"{service}.{method}{params} -> {result}".encode():
        digest = (digest ^ byte) * 0x100000001B3 % 2**64
    return digest or 1


METHODS = [
    ("gradebook", "add_mark", "{class: text, student: text, mark: text, coefficient: text}", "null"),
    ("gradebook", "list", "{}", "[text]"),
    ("a", "b", "{x: any}", "any"),
]


def vectors():
    return {
        "good": [{"name": name, "hex": compact(encode(value))} | meaning(value)
                 for name, value in GOOD],
        "bad": [{"name": name, "hex": compact(data), "error": error} for name, data, error in BAD],
        "types": TYPES,
        "no_types": NO_TYPES,
        "schemas": [{"service": service, "method": method, "params": params, "result": result,
                     "hash": f"{schema(service, method, params, result):016x}"}
                    for service, method, params, result in METHODS],
    }
