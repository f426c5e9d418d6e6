"""Names of students: what may be one, when two are the same, and the folder that is called after it.

spelled("Jose\\u0301  Ortega")      # "José Ortega": accents joined, one space
folder("Ana [Annie] Wu")           # "Ana (Annie) Wu": what nbgrader's patterns would read is spelt otherwise
same("O’Brien, Pat")               # "obrienpat": for comparing, never for showing
"""

import unicodedata

from dnnlib.sandbox.printable import composed, one_line

LONGEST = 64  # letters
MOST_BYTES = 190  # of a folder's name: verdicts and parts of files are called after it, and a disk allows 255
JOINERS = "\u200c\u200d"  # Persian and Indic names need them
INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff\u00ad"
SPELT = str.maketrans('[]{}"*?<>|:;', "()()'-------")
FIRST = "'’‘ʼ(="  # besides letters and digits: 't Hooft, ’t Hooft


class NoName(ValueError):
    """What can be no student's name; the text says why."""


def spelled(text: str) -> str:
    """A name as it is shown: accents joined (NFC), one space between words.

    Errors: NoName where it is empty, too long, or holds what no name holds.
    """
    if len(text) > 4 * LONGEST:
        raise NoName(_long(text))
    text = " ".join(
        composed(text).translate(dict.fromkeys(map(ord, INVISIBLE))).split(" ")
    )
    text = " ".join(part for part in text.replace("\u00a0", " ").split(" ") if part)
    strange = next((sign for sign in text if _is_strange(sign)), None)
    if strange:
        raise NoName(
            f"{one_line(text)!r} can be no student's folder: it holds U+{ord(strange):04X}"
        )
    if not any(unicodedata.category(sign)[0] in "LN" for sign in text):
        raise NoName(f"{one_line(text)!r} can be no student's folder: it has no letter")
    if not (
        text[0] in FIRST or unicodedata.category(text[0])[0] in "LN" or text[0] == "_"
    ):
        raise NoName(
            f"{one_line(text)!r} can be no student's folder: it begins with {text[0]!r}"
        )
    if len(text) > LONGEST or len(text.encode()) > MOST_BYTES:
        raise NoName(_long(text))
    return text


def folder(text: str) -> str:
    """The name of a student's folder, which is the id in the gradebook. Errors: NoName."""
    return spelled(spelled(text).translate(SPELT)).strip()


def refused(student: str) -> str:
    """Why a folder's name can be no id in the gradebook, or "": nbgrader reads * ? [ ] as a pattern of others' names."""
    pattern = next((sign for sign in student if sign in "*?[]{}"), None)
    strange = next((sign for sign in student if _is_strange(sign)), None)
    if pattern:
        return f"nbgrader takes {pattern!r} in the folder's name for a pattern: rename the folder"
    if strange:
        return f"the folder's name holds U+{ord(strange):04X}: rename the folder"
    return _long(student) if len(student.encode()) > MOST_BYTES else ""


def same(text: str) -> str:
    """What two spellings of one name share: letters with their marks, and digits; no case, no accents apart."""
    text = unicodedata.normalize("NFKC", composed(text)).casefold()
    return "".join(sign for sign in composed(text) if _tells(sign))


def turned(text: str) -> str:
    """ "Lovelace, Ada" as "Ada Lovelace"; any other name as it is."""
    last, comma, first = text.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else text


def _tells(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"  # marks too: राहुल is not राहल


def _is_strange(sign: str) -> bool:
    """Whether a name cannot hold a sign: control codes, line ends, halves of characters, what parts a path."""
    kind = unicodedata.category(sign)
    return (
        sign in "/\\"
        or kind in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
        or kind == "Cf"
        and sign not in JOINERS
    )


def _long(text: str) -> str:
    return f"the name {one_line(text, 30)!r} has {len(text)} letters: at most {LONGEST}, or {MOST_BYTES} bytes, are taken"
