"""What lies in a submission's folder, or in a platform's archive, beside a right notebook or in its place."""

import io
import stat
import zipfile
from pathlib import Path

SOLUTION = str(Path(__file__).parents[2] / "solutions/ch02/layers.ipynb")


def zipped(files: dict[str, bytes | str]) -> bytes:
    """The bytes of an archive of these files; a text is the target of a link."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if isinstance(data, str):
                info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, data)
    return made.getvalue()


def _archive(files) -> dict:
    return {"submissions.zip": zipped(files)}


def _bomb(data: bytes) -> bytes:
    return zipped({"layers.ipynb": bytes((200 << 20) + 1)})


def _lying(data: bytes) -> bytes:
    """An archive that says ten bytes where there are many."""
    archive, size = (
        bytearray(zipped({"mallory/layers.ipynb": data})),
        len(data).to_bytes(4, "little"),
    )
    while size in archive:
        at = archive.index(size)
        archive[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(archive)


# name: (what it is, the notebook's bytes -> files as Attack has them, whether it is right, what must be said)
FOLDERS = {
    "link to the solution": ("a link in place of the notebook", lambda n: {"layers.ipynb": SOLUTION}, False, "not followed"),
    "link beside": ("a right notebook, and a link to the system", lambda n: {"layers.ipynb": n, "data": "/etc"}, False, "not followed"),
    "link up": ("a link to the folder above", lambda n: {"layers.ipynb": n, "up": ".."}, False, "not followed"),
    "link to itself": ("a link that goes round", lambda n: {"layers.ipynb": "layers.ipynb"}, False, "not followed"),
    "link within": ("the notebook under two names", lambda n: {"mine.ipynb": n, "layers.ipynb": "mine.ipynb"}, True, "right on"),
    "named pipe": ("a file that never ends", lambda n: {"layers.ipynb": None}, False, "no plain file"),
    "wrong name": ("the notebook under another name", lambda n: {"homework.ipynb": n}, False, "but homework.ipynb"),
    "no notebook": ("a picture alone", lambda n: {"layers.png": n}, False, "but no notebook"),
    "too large": ("201 MB", lambda n: {"layers.ipynb": 201 << 20}, False, "at most 209,715,200"),
}  # fmt: skip
ARCHIVES = {
    "honest": ("as Canvas packs it", lambda n: _archive({"mallory_LATE_7_12_layers-1.ipynb": n}), True, "right on"),
    "path up": ("a path out of the archive", lambda n: _archive({"mallory/../../ada/layers.ipynb": n}), False, "leads out"),
    "absolute path": ("a path from the root", lambda n: _archive({"/mallory/layers.ipynb": n}), False, "leads out"),
    "backslashes": ("a path out, in Windows' way", lambda n: _archive({"mallory\\..\\layers.ipynb": n}), False, "leads out"),
    "link": ("a link in the archive", lambda n: _archive({"mallory/layers.ipynb": "/etc/passwd"}), False, "not followed"),
    "bomb": ("200 kB that become 200 MB", lambda n: _archive({"mallory/work.zip": _bomb(n)}), False, "more than"),
    "lying size": ("says 10 bytes, holds more", lambda n: {"submissions.zip": _lying(n)}, False, "Bad CRC-32"),
    "packed twice": ("an archive in an archive", lambda n: _archive({"mallory/work.zip": zipped({"a/layers.ipynb": n})}), True, "right on"),
    "packed for ever": ("archives in archives", lambda n: _archive({"mallory/a.zip": zipped({"b.zip": zipped({"layers.ipynb": n})})}),
                        False, "no notebook in it"),
    "no student": ("nobody's name on it", lambda n: _archive({"layers.ipynb": n}), False, "tells no student"),
}  # fmt: skip
