"""The one place where a stranger's text becomes clean: what no page, terminal or file of ours may meet goes out.

printable("a\\x1b[2J\\ud800")            # "a␛[2J�": seen, and without effect
one_line("a\\nb", 200)                    # "a b"
"""

import re
import unicodedata

LONGEST = 100_000  # letters of a text; of a line far fewer
CUT = " ... (cut)"
ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # of a line
# Half a character, the codes that steer a terminal, and those that turn text around
STEERS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
HALVES = re.compile("[\ud800-\udfff\ufffe\uffff]")


def printable(text: object, most: int = LONGEST) -> str:
    """A text that may be shown anywhere: lines and tabs stay, all that steers is drawn as a sign.

    most: letters that are kept. A control code becomes its picture (U+2400 and on), half a character U+FFFD.
    """
    text = text if isinstance(text, str) else str(text)
    cut = len(text) > most
    text = ENDS.sub("\n", text[:most])
    text = STEERS.sub(_picture, whole(text))
    return text + CUT if cut else text


def one_line(text: object, most: int = 200) -> str:
    """A text as one line: of a name, of a reason, of a row in a table."""
    return printable(" ".join(printable(text, most).split()), most + len(CUT))


def whole(text: str) -> str:
    """A text that can be written to a file: halves of characters become U+FFFD, all else stays."""
    return HALVES.sub("\ufffd", text)


def composed(text: str) -> str:
    """A text with each accent joined to its letter (NFC): as all but Macs write it."""
    return unicodedata.normalize("NFC", text)


def _picture(match: re.Match) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"
