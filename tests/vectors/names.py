"""Names: which may be borne, what they become, and which are taken for one another."""

import unicodedata

# (what is wished for, what it becomes)
PSEUDOS = [
    ("Alice", "Alice"), ("a", "a"), ("Zoé", "Zoé"), ("Zoe\u0301", "Zoé"), ("a b c", "a b c"),
    ("Jean-Luc d'Été", "Jean-Luc d'Été"), ("小林", "小林"), ("Ольга", "Ольга"), ("محمد", "محمد"),
    ("नरेन्द्र", "नरेन्द्र"), ("한국", "한국"), ("\u1112\u1161\u11ab", "한"), ("🦊", "🦊"),
    ("🇫🇷", "🇫🇷"), ("x_1", "x_1"), ("<b>", "<b>"), ("/me", "/me"), ("q\u0323\u0307\u0308", None),
    ("12345678901234567890123456789012", "12345678901234567890123456789012"),
    ("é" * 32, "é" * 32), ("e\u0301" * 32, "é" * 32), ("🦊" * 32, "🦊" * 32), ("\u212b", "Å"),
    ("\u037e", ";"), ("servers", "servers"),
]

ROOMS = [("lobby", "lobby"), ("Café des élèves", "Café des élèves"), ("server", "server"),
         ("#rust", "#rust"), ("a?b#c%d", "a?b#c%d")]

# (what is wished for, why it can't be)
BAD_PSEUDOS = [
    ("", "empty"), (" ", "empty"), ("   ", "empty"), ("\t\n", "empty"), ("\u3000", "empty"),
    (" a", "spaces"), ("a ", "spaces"), ("a  b", "spaces"),
    ("a\nb", "forbidden"), ("a\0", "forbidden"), ("a\x7f", "forbidden"), ("a\u0085b", "forbidden"),
    ("a\x1b[31m", "forbidden"), ("a\u00adb", "forbidden"), ("a\u034fb", "forbidden"),
    ("a\u200bb", "forbidden"), ("a\u200cb", "forbidden"), ("a\u200db", "forbidden"),
    ("a\u200eb", "forbidden"), ("a\u202eb", "forbidden"), ("a\u2066b", "forbidden"),
    ("a\u2028b", "forbidden"), ("a\u2029b", "forbidden"), ("a\u00a0b", "forbidden"),
    ("a\u3000b", "forbidden"), ("\u3164", "forbidden"), ("\u2800", "forbidden"),
    ("a\u180eb", "forbidden"), ("❤\ufe0f", "forbidden"), ("👩\u200d🚀", "forbidden"),
    ("\ufeffa", "forbidden"), ("a\ufffcb", "forbidden"), ("a\ufffdb", "forbidden"),
    ("\ue000", "forbidden"), ("\U000e0041", "forbidden"), ("\U000e0100", "forbidden"),
    ("a\U000f0000", "forbidden"), ("\uffff", "forbidden"), ("\u0378", "forbidden"),
    ("\u0301", "marks"), ("\u0301a", "marks"), ("x" + "\u0323" * 4, "marks"),
    ("q\u0323\u0307\u0308\u0309", "marks"),
    ("123456789012345678901234567890123", "too_long"), ("🦊" * 33, "too_long"),
    ("q\u0323\u0307" * 27, "too_long"), ("a" * 513, "too_long"), ("\u200b" * 200, "too_long"),
    ("server", "reserved"), ("Server", "reserved"), ("SERVEUR", "reserved"), ("Salon", "reserved"),
    ("system", "reserved"), ("ѕerver", "reserved"), ("ＳＹＳＴＥＭ", "reserved"),
]

BAD_ROOMS = [("a/b", "forbidden"), ("/", "forbidden"), ("", "empty"), ("a\u202e", "forbidden"),
             (" lobby", "spaces"), ("r" * 33, "too_long")]

SAME = [
    ("Alice", "Alice"), ("Alice", "alice"), ("ALICE", "alice"), ("Zoé", "ZOÉ"), ("Straße", "STRASSE"),
    ("Alice", "AIice"), ("Alice", "Аlice"), ("paypal", "рaypal"), ("bob", "ｂob"),
    ("modern", "rnodern"), ("O0", "00"), ("Ольга", "ОЛЬГА"), ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
    ("ﬁn", "fin"), ("Zoe\u0301", "Zoé"),
    ("a\u0309\u0345\u0307", "a\u0309\u0307\u0345"),
]

DIFFERENT = [("alice", "bob"), ("Zoé", "Zoe"), ("a b", "ab"), ("小林", "小森"), ("a1", "a2"),
             ("Jean-Luc", "Jean Luc"), ("x", "xx"), ("🦊", "🐺")]


def vectors():
    valid, invalid = [], []
    for sort, good in (("pseudo", PSEUDOS), ("room", ROOMS)):
        for wish, name in good:
            name = name or unicodedata.normalize("NFC", wish)
            assert name == unicodedata.normalize("NFC", wish), wish
            assert len(name.encode()) <= 128, wish
            valid.append({"sort": sort, "wish": wish, "name": name})
    for sort, bad in (("pseudo", BAD_PSEUDOS), ("room", BAD_ROOMS)):
        invalid += [{"sort": sort, "wish": wish, "reason": reason} for wish, reason in bad]
    return {"valid": valid, "invalid": invalid, "same": SAME, "different": DIFFERENT}
